package org.dalgo.people.auth.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.NewCookie;
import java.util.Map;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.platform.security.RequestCredentials;
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
    public <T> ResponseBuilder<T> put(ResponseBuilder<T> answer, TokenPair tokenPair) {
        return answer.cookie(cookie(RequestCredentials.ACCESS_COOKIE, tokenPair.access()))
                .cookie(cookie(RequestCredentials.REFRESH_COOKIE, tokenPair.refresh()));
    }

    /** An answer that takes both cookies away, with the attributes they came with. */
    public RestResponse<Map<String, Boolean>> clear() {
        return ResponseBuilder.ok(SUCCESS)
                .cookie(expired(RequestCredentials.ACCESS_COOKIE))
                .cookie(expired(RequestCredentials.REFRESH_COOKIE))
                .build();
    }

    // No Max-Age: if the access cookie expired before the refresh cookie, the web app would sign the person out.
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
