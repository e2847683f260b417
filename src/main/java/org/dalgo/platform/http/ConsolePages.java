package org.dalgo.platform.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers the console's own addresses with its one page, so that a link to a run can be opened and reloaded. */
@ApplicationScoped
class ConsolePages {

    private static final String PAGES = "/(sign-in|pipelines|runs)(/.*)?";

    // Before the static resources, which know no such files.
    private static final int FIRST = -1;

    void register(@Observes Router router) {
        router.routeWithRegex(HttpMethod.GET, PAGES).order(FIRST).handler(page -> page.reroute("/"));
        router.route(HttpMethod.GET, "/").order(FIRST).handler(ConsolePages::neverKeep);
    }

    /** The page names its scripts by their content; kept too long, it would name some that are gone. */
    private static void neverKeep(RoutingContext page) {
        page.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        page.next();
    }
}
