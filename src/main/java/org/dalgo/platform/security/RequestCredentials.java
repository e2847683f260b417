package org.dalgo.platform.security;

/**
 * Credentials of a request. Not a record with a generated {@code toString}: tokens stay out of logs.
 */
public final class RequestCredentials {

    private final String accessToken;
    private final boolean fromCookie;
    private final String refreshToken;
    private final String orgSlug;

    /**
     * @param accessToken signed access token, or null
     * @param fromCookie whether it came as a cookie, so that the client can refresh it
     * @param refreshToken refresh token from its cookie, or null
     * @param orgSlug organisation that the request names, or null for the caller's first
     */
    public RequestCredentials(String accessToken, boolean fromCookie, String refreshToken, String orgSlug) {
        this.accessToken = accessToken;
        this.fromCookie = fromCookie;
        this.refreshToken = refreshToken;
        this.orgSlug = orgSlug;
    }

    public String accessToken() {
        return accessToken;
    }

    public boolean fromCookie() {
        return fromCookie;
    }

    public String refreshToken() {
        return refreshToken;
    }

    public String orgSlug() {
        return orgSlug;
    }

    @Override
    public String toString() {
        return "Credentials[org=" + orgSlug + "]";
    }
}
