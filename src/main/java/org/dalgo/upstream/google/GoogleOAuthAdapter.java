package org.dalgo.upstream.google;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.secret.Secret;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Calls Google's sign-in. */
@ApplicationScoped
public class GoogleOAuthAdapter {

    private final GoogleConfig config;
    private final TokenEndpoint tokens;

    @Inject
    GoogleOAuthAdapter(GoogleConfig config, @RestClient TokenEndpoint tokens) {
        this.config = config;
        this.tokens = tokens;
    }

    /** Empty while this installation is not registered with Google. */
    public Optional<GoogleOAuthClient> client() {
        return config.clientId().flatMap(id -> config.clientSecret().flatMap(secret -> config.redirectUrl()
                .map(redirect -> new GoogleOAuthClient(id, Secret.of(secret), redirect))));
    }

    /**
     * Where a person lets this installation read on their behalf, also while they are away. Google asks them each time:
     * only then it hands out what that needs.
     *
     * @param scope what is to be read, in Google's words
     * @param state comes back with the answer
     */
    public URI authorizationUrl(GoogleOAuthClient client, String scope, String state) {
        return UriBuilder.fromUri(config.consentUrl())
                .queryParam("client_id", "{id}")
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("response_type", "code")
                .queryParam("scope", "{scope}")
                .queryParam("access_type", "offline")
                .queryParam("prompt", "consent")
                .queryParam("include_granted_scopes", "true")
                .queryParam("state", "{state}")
                .build(client.id(), client.redirect(), scope, state);
    }

    /**
     * The token with which a source can be read from now on.
     *
     * @param code that Google sent with the person; good once
     * @return fails with an {@link UpstreamFailure} that names Google
     */
    public Uni<Secret> exchangeCode(GoogleOAuthClient client, String code) {
        return Uni.createFrom().deferred(() -> tokens.exchange(
                        "authorization_code",
                        code,
                        client.redirect().toString(),
                        client.id(),
                        client.secret().reveal())
                .emitOn(CallerContextExecutor.current())
                .onFailure()
                .transform(GoogleOAuthAdapter::failure)
                .map(GoogleOAuthAdapter::token));
    }

    private static Secret token(TokenResponse answer) {
        if (answer == null
                || answer.refreshToken() == null
                || answer.refreshToken().isBlank()) {
            throw new UpstreamFailure("Google", Kind.INVALID_RESPONSE, "Google handed out no refresh token.", null);
        }
        return Secret.of(answer.refreshToken());
    }

    /** Without causes that quote what was sent. */
    private static UpstreamFailure failure(Throwable failure) {
        if (failure instanceof WebApplicationException answered) {
            int status = answered.getResponse().getStatus();
            return status >= 500
                    ? new UpstreamFailure(
                            "Google", Kind.SERVER_ERROR, "Google answered with status " + status + ".", null)
                    : new UpstreamFailure("Google", Kind.INVALID, "Google refused the sign-in.", null);
        }
        Throwable root = failure.getCause() == null ? failure : failure.getCause();
        return root instanceof TimeoutException
                ? new UpstreamFailure("Google", Kind.TIMEOUT, "Google did not answer in time.", null)
                : new UpstreamFailure("Google", Kind.UNREACHABLE, "Google cannot be reached.", failure);
    }
}
