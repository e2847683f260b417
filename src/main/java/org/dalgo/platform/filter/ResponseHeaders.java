package org.dalgo.platform.filter;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Security headers of every response, refusals of the framework included. A header that a resource has set itself stays:
 * the logo has a policy of its own and may be cached.
 */
@ApplicationScoped
class ResponseHeaders {

    /** The console: one page with its own scripts, styles and images. Logos are shown from memory. */
    private static final String CONSOLE_POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** JSON, CSV and streams contain nothing that a browser should execute or show in a frame. */
    private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

    private static final String API = "/api/";
    private static final String WEBHOOKS = "/webhooks/";

    /** Swagger UI and the development console consist of inline scripts. In production these routes are on another port. */
    private static final String FRAMEWORK = "/q/";

    private static final String NO_STORE = "no-store";

    // Before the CORS filter, whose refusals get them as well.
    static final int FIRST = 1000;

    private final HttpConfig config;

    @Inject
    ResponseHeaders(HttpConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::addHeaders, FIRST);
    }

    private void addHeaders(RoutingContext context) {
        String path = context.normalizedPath();
        context.addHeadersEndHandler(
                ignored -> complete(path, context.response().headers()));
        context.next();
    }

    void complete(String path, MultiMap headers) {
        putIfAbsent(headers, "X-Content-Type-Options", "nosniff");
        // Links in mails carry a secret, which must not travel on with the page's own requests.
        putIfAbsent(headers, "Referrer-Policy", "no-referrer");
        if (config.tlsTerminated()) {
            putIfAbsent(
                    headers,
                    "Strict-Transport-Security",
                    "max-age=" + config.hstsMaxAge().toSeconds() + "; includeSubDomains");
        }
        boolean data = path.startsWith(API) || path.startsWith(WEBHOOKS);
        if (data) {
            putIfAbsent(headers, HttpHeaders.CACHE_CONTROL.toString(), NO_STORE);
        }
        if (!path.startsWith(FRAMEWORK)) {
            putIfAbsent(headers, "Content-Security-Policy", data ? API_POLICY : CONSOLE_POLICY);
        }
    }

    private static void putIfAbsent(MultiMap headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
