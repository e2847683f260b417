package org.dalgo.people.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.NewCookie;
import java.util.Map;
import org.dalgo.platform.access.Guard;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** How a session travels in a browser: two cookies that no script can read and no other site sends along. */
@ApplicationScoped
public class SessionCookies {

    private static final Map<String, Boolean> SUCCESS = Map.of("success", true);

    private final AuthConfig config;

    @Inject
    SessionCookies(AuthConfig config) {
        this.config = config;
    }

    /** Puts both tokens into the answer. */
    public <T> ResponseBuilder<T> put(ResponseBuilder<T> answer, Tokens tokens) {
        return answer.cookie(cookie(Guard.ACCESS_COOKIE, tokens.access()))
                .cookie(cookie(Guard.REFRESH_COOKIE, tokens.refresh()));
    }

    /** An answer that takes both cookies away, with the attributes they came with. */
    public RestResponse<Map<String, Boolean>> gone() {
        return ResponseBuilder.ok(SUCCESS)
                .cookie(expired(Guard.ACCESS_COOKIE))
                .cookie(expired(Guard.REFRESH_COOKIE))
                .build();
    }

    // No Max-Age: if the access cookie vanished before the refresh cookie, the web app would sign the person out.
    private NewCookie cookie(String name, String value) {
        return builder(name).value(value).build();
    }

    private NewCookie expired(String name) {
        return builder(name).value("").maxAge(0).build();
    }

    private NewCookie.Builder builder(String name) {
        return new NewCookie.Builder(name)
                .path("/")
                .httpOnly(true)
                .secure(config.secureCookies())
                .sameSite(NewCookie.SameSite.LAX);
    }
}
