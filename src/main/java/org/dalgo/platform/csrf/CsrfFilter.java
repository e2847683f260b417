package org.dalgo.platform.csrf;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.AuthenticationFilter;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Stands before every write that a browser signs with a cookie, which it does whoever asked for it. A form of another
 * site can send neither JSON nor a file without asking first, and a script of another site names its origin: origins
 * that are not configured are refused before this, by the framework's CORS filter. Requests that carry their token
 * themselves are not concerned.
 */
public class CsrfFilter {

    private static final Set<String> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    // https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
    private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        if (READS.contains(request.getMethod()) || !hasCookie(request)) {
            return;
        }
        if ("cross-site".equals(request.getHeaderString(SEC_FETCH_SITE)) && request.getHeaderString(ORIGIN) == null) {
            throw new Failure(Problem.FORBIDDEN, "this request came from another site");
        }
        MediaType type = request.getMediaType();
        boolean nothing = type == null && request.getLength() <= 0 && !isChunked(request);
        if (!nothing && !is(type, MediaType.APPLICATION_JSON_TYPE) && !is(type, MediaType.MULTIPART_FORM_DATA_TYPE)) {
            throw new NotSupportedException();
        }
    }

    private static boolean is(MediaType given, MediaType wanted) {
        return given != null
                && given.getType().equalsIgnoreCase(wanted.getType())
                && given.getSubtype().equalsIgnoreCase(wanted.getSubtype());
    }

    private static boolean isChunked(ContainerRequestContext request) {
        return request.getHeaderString("Transfer-Encoding") != null;
    }

    private static boolean hasCookie(ContainerRequestContext request) {
        return request.getCookies().containsKey(AuthenticationFilter.ACCESS_COOKIE)
                || request.getCookies().containsKey(AuthenticationFilter.REFRESH_COOKIE);
    }
}
