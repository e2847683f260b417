package org.dalgo.people.auth.signin;

/**
 * The two tokens of a session. It prints neither.
 *
 * @param access names the caller of a request
 * @param refresh is exchanged for the next pair
 */
public record TokenPair(String access, String refresh) {

    @Override
    public String toString() {
        return "TokenPair[]";
    }
}
