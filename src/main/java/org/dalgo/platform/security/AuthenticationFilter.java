package org.dalgo.platform.security;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.log.LogContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Resolves the caller and the organisation of every route marked {@link Requires} or {@link SignedIn}. The interceptor of
 * that mark checks permissions. An unmarked route has no caller, and a test refuses it.
 */
public class AuthenticationFilter {

    /** Header by which a client names the organisation, by slug. */
    public static final String ORG_HEADER = "x-dalgo-org";

    /** Query parameter for clients that cannot send headers ({@code EventSource}). */
    public static final String ORG_QUERY = "org";

    public static final String ACCESS_COOKIE = "access_token";
    public static final String REFRESH_COOKIE = "refresh_token";

    private static final String BEARER = "Bearer ";

    @Inject
    CallerResolver callerResolver;

    @Inject
    CurrentCaller currentCaller;

    @Requires
    @ServerRequestFilter
    Uni<Void> authenticateCaller(ContainerRequestContext request) {
        return callerResolver
                .resolve(credentials(request))
                .invoke(currentCaller::set)
                .invoke(caller -> {
                    LogContext.putCaller(caller.account());
                    LogContext.putOrg(caller.org());
                })
                .replaceWithVoid();
    }

    @SignedIn
    @ServerRequestFilter
    Uni<Void> authenticateAccount(ContainerRequestContext request) {
        return callerResolver
                .identify(credentials(request))
                .invoke(currentCaller::set)
                .invoke(principal -> LogContext.putCaller(principal.account()))
                .replaceWithVoid();
    }

    private static RequestCredentials credentials(ContainerRequestContext request) {
        String cookie = cookie(request, ACCESS_COOKIE);
        String token = cookie == null ? bearer(request.getHeaderString(HttpHeaders.AUTHORIZATION)) : cookie;
        return new RequestCredentials(token, cookie != null, cookie(request, REFRESH_COOKIE), orgSlug(request));
    }

    private static String orgSlug(ContainerRequestContext request) {
        String header = blankToNull(request.getHeaderString(ORG_HEADER));
        String query = blankToNull(request.getUriInfo().getQueryParameters().getFirst(ORG_QUERY));
        if (header != null && query != null && !header.equals(query)) {
            throw Failure.badRequest("the organisation in the address and the one in " + ORG_HEADER + " differ");
        }
        return header == null ? query : header;
    }

    private static String cookie(ContainerRequestContext request, String name) {
        var cookie = request.getCookies().get(name);
        return cookie == null ? null : blankToNull(cookie.getValue());
    }

    private static String bearer(String header) {
        boolean present = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return present ? blankToNull(header.substring(BEARER.length()).trim()) : null;
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
