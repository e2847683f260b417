package org.dalgo.platform.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A request of a machine. Not a record with a generated {@code toString}: tokens stay out of logs. */
public final class ApiTokenCredentials extends BaseAuthenticationRequest {

    /** What every API token begins with, so that scanners of repositories find one that leaked. */
    public static final String PREFIX = "dalgo_";

    private final String token;
    private final String orgSlug;

    ApiTokenCredentials(String token, String orgSlug) {
        this.token = token;
        this.orgSlug = orgSlug;
    }

    /** The whole token with its prefix. */
    public String token() {
        return token;
    }

    /** Organisation that the request names, or null for the token's own. */
    public String orgSlug() {
        return orgSlug;
    }

    @Override
    public String toString() {
        return "ApiTokenCredentials[org=" + orgSlug + "]";
    }
}
