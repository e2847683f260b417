package org.dalgo.platform.filter;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers the console's own addresses with its one page, so that a link to a run can be opened and reloaded. */
@ApplicationScoped
class ConsolePages {

    private static final String PAGES = "/(sign-in|pipelines|runs|members|audit|settings|notifications|account"
            + "|invitations|forgot-password|resetpassword|verifyemail)(/.*)?";

    // Before the static resources, which know no such files.
    private static final int FIRST = -1;

    void register(@Observes Router router) {
        router.routeWithRegex(HttpMethod.GET, PAGES).order(FIRST).handler(page -> page.reroute("/"));
        router.route(HttpMethod.GET, "/").order(FIRST).handler(ConsolePages::addHeaders);
    }

    private static void addHeaders(RoutingContext page) {
        page.response()
                // The page names its scripts by their content; kept too long, it would name some that are gone.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                // Links in mails carry a secret, which must not travel on with the page's own requests.
                .putHeader("Referrer-Policy", "no-referrer");
        page.next();
    }
}
