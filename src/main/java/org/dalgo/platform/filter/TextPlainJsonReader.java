package org.dalgo.platform.filter;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;

/**
 * The old web app sends JSON as {@code text/plain}. It is read as JSON, but not in requests with cookies: there the
 * type distinguishes Dalgo's own pages from a form of another site.
 */
@ApplicationScoped
class TextPlainJsonReader {

    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    // Before the resources, which choose by the type.
    private static final int FIRST = -1;

    void register(@Observes Router router) {
        router.route("/api/*").order(FIRST).handler(TextPlainJsonReader::setJsonContentType);
    }

    private static void setJsonContentType(RoutingContext context) {
        HttpServerRequest request = context.request();
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean plain = type != null && type.regionMatches(true, 0, MediaType.TEXT_PLAIN, 0, 10);
        if (plain && WRITES.contains(request.method()) && request.getHeader(HttpHeaders.COOKIE) == null) {
            request.headers().set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        }
        context.next();
    }
}
