package org.dalgo.people.apitoken;

/**
 * A new API token.
 *
 * @param token its text, which is shown this once
 * @param created what lists show of it
 */
public record NewApiTokenResponse(String token, ApiTokenResponse created) {

    @Override
    public String toString() {
        return "NewApiTokenResponse[" + created + "]";
    }
}
