package org.dalgo.platform.csrf;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.RequestCredentials;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Checks every write that a browser authenticates with a cookie, because browsers add cookies to requests of other sites
 * as well. A form of another site cannot send JSON without a preflight request. A script of another site sends its
 * origin, and the framework's CORS filter has refused those that are not configured. Requests with a bearer token are
 * not checked.
 */
public class CsrfFilter {

    private static final Set<String> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    // https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
    private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request, HttpServerRequest http) {
        // The same parser as authentication: what it accepts as a cookie must not pass here as none.
        if (READS.contains(request.getMethod()) || !RequestCredentials.hasCookie(http)) {
            return;
        }
        if ("cross-site".equals(request.getHeaderString(SEC_FETCH_SITE)) && request.getHeaderString(ORIGIN) == null) {
            throw new Failure(Problem.FORBIDDEN, "this request came from another site");
        }
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        boolean nothing = type == null && request.getLength() <= 0 && !isChunked(request);
        if (!nothing && !is(type, MediaType.APPLICATION_JSON) && !is(type, MediaType.MULTIPART_FORM_DATA)) {
            throw new NotSupportedException();
        }
    }

    /** Compares the text before the parameters: a malformed type is refused like any other that is not allowed. */
    private static boolean is(String given, String wanted) {
        int end = given == null ? -1 : given.indexOf(';');
        return given != null
                && (end < 0 ? given : given.substring(0, end)).strip().equalsIgnoreCase(wanted);
    }

    private static boolean isChunked(ContainerRequestContext request) {
        return request.getHeaderString("Transfer-Encoding") != null;
    }
}
