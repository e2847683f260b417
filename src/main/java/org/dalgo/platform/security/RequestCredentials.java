package org.dalgo.platform.security;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.dalgo.platform.error.Failure;

/**
 * Credentials of a request. Not a record with a generated {@code toString}: tokens stay out of logs.
 */
public final class RequestCredentials extends BaseAuthenticationRequest {

    /** Header by which a client names the organisation, by slug. */
    public static final String ORG_HEADER = "x-dalgo-org";

    /** Query parameter for clients that cannot send headers ({@code EventSource}). */
    public static final String ORG_QUERY = "org";

    /** Query parameter by which the web app names the organisation of a socket. */
    private static final String ORG_QUERY_OF_SOCKETS = "orgslug";

    public static final String ACCESS_COOKIE = "access_token";
    public static final String REFRESH_COOKIE = "refresh_token";

    private static final String BEARER = "Bearer ";

    private final String accessToken;
    private final boolean fromCookie;
    private final String refreshToken;
    private final String orgSlug;

    private RequestCredentials(String accessToken, boolean fromCookie, String refreshToken, String orgSlug) {
        this.accessToken = accessToken;
        this.fromCookie = fromCookie;
        this.refreshToken = refreshToken;
        this.orgSlug = orgSlug;
    }

    /**
     * What a request brings. A token in the address is ignored, because addresses are logged.
     *
     * @return the credentials; fails with BAD_REQUEST, when header and address name different organisations
     */
    static RequestCredentials of(HttpServerRequest request) {
        String cookie = cookie(request, ACCESS_COOKIE);
        String token = cookie == null ? bearer(request) : cookie;
        return new RequestCredentials(token, cookie != null, cookie(request, REFRESH_COOKIE), orgSlug(request));
    }

    /** Whether the request brings a cookie that authenticates it, valid or not. */
    public static boolean hasCookie(HttpServerRequest request) {
        return request.getCookie(ACCESS_COOKIE) != null || request.getCookie(REFRESH_COOKIE) != null;
    }

    /** Whether the request brings an access token, valid or not. */
    public static boolean hasAccessToken(HttpServerRequest request) {
        return cookie(request, ACCESS_COOKIE) != null || bearer(request) != null;
    }

    /** Signed access token, or null. */
    public String accessToken() {
        return accessToken;
    }

    /** Whether the access token came as a cookie, so that the client can refresh it. */
    public boolean fromCookie() {
        return fromCookie;
    }

    /** Refresh token from its cookie, or null. */
    public String refreshToken() {
        return refreshToken;
    }

    /** Organisation that the request names, or null for the caller's first. */
    public String orgSlug() {
        return orgSlug;
    }

    /** An API token comes in a header only: no browser keeps one. */
    boolean isApiToken() {
        return !fromCookie && accessToken != null && accessToken.startsWith(ApiTokenCredentials.PREFIX);
    }

    ApiTokenCredentials toApiToken() {
        return new ApiTokenCredentials(accessToken, orgSlug);
    }

    boolean isEmpty() {
        return accessToken == null && refreshToken == null;
    }

    @Override
    public String toString() {
        return "Credentials[org=" + orgSlug + "]";
    }

    private static String orgSlug(HttpServerRequest request) {
        String header = blankToNull(request.getHeader(ORG_HEADER));
        String query = orgOfAddress(request);
        if (header != null && query != null && !header.equals(query)) {
            throw Failure.badRequest("the organisation in the address and the one in " + ORG_HEADER + " differ");
        }
        return header == null ? query : header;
    }

    private static String orgOfAddress(HttpServerRequest request) {
        String query = request.query();
        if (query == null || !query.contains(ORG_QUERY)) {
            return null;
        }
        String name = isSocket(request) ? ORG_QUERY_OF_SOCKETS : ORG_QUERY;
        try {
            return new QueryStringDecoder(query, false)
                    .parameters().getOrDefault(name, List.of()).stream()
                            .filter(slug -> !slug.isBlank())
                            .findFirst()
                            .orElse(null);
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("the address contains a malformed escape");
        }
    }

    static boolean isSocket(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    private static String cookie(HttpServerRequest request, String name) {
        Cookie cookie = request.getCookie(name);
        return cookie == null ? null : blankToNull(cookie.getValue());
    }

    private static String bearer(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean present = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return present ? blankToNull(header.substring(BEARER.length()).trim()) : null;
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
