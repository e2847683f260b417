package org.dalgo.platform.filter;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Serves the one page of the console under all its addresses, so that a link to a run can be opened and reloaded. */
@ApplicationScoped
class ConsolePages {

    private static final String PAGES = "/(sign-in|pipelines|runs|members|audit|settings|notifications|account"
            + "|invitations|forgot-password|resetpassword|verifyemail)(/.*)?";

    // Before the static resources, which know no such files.
    private static final int FIRST = -1;

    void register(@Observes Router router) {
        router.routeWithRegex(HttpMethod.GET, PAGES).order(FIRST).handler(page -> page.reroute("/"));
        router.route(HttpMethod.GET, "/").order(FIRST).handler(ConsolePages::forbidCaching);
    }

    private static void forbidCaching(RoutingContext page) {
        // The page names its scripts by their content; kept too long, it would name some that are gone.
        page.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        page.next();
    }
}
