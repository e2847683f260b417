package org.dalgo.platform.filter;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Discards what a response has left unread of its request's body. Otherwise the connection would never take its next
 * request, and behind a pooling proxy that is another client's.
 */
@ApplicationScoped
class UnreadBodyDrain {

    void register(@Observes Filters filters) {
        filters.register(UnreadBodyDrain::watch, ResponseHeaders.FIRST - 1);
    }

    private static void watch(RoutingContext context) {
        if (hasBody(context.request())) {
            context.addEndHandler(ignored -> drain(context.request()));
        }
        context.next();
    }

    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.version() == HttpVersion.HTTP_2
                ? !request.isEnded()
                : (length != null && !"0".equals(length)) || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** The size of a body is limited by the framework, and its time by {@link ConnectionTimeouts}. */
    private static void drain(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(ignored -> {});
            request.resume();
        }
    }
}
