package org.dalgo.platform.security;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.log.LogContext;

/**
 * Takes the session of a request from its cookies, else from its bearer token, which may be an API token. Routes that
 * everybody may call need no identity, so Quarkus does not ask for theirs.
 */
@ApplicationScoped
class SessionAuthenticationMechanism implements HttpAuthenticationMechanism {

    private static final SecurityIdentity ANONYMOUS =
            QuarkusSecurityIdentity.builder().setAnonymous(true).build();

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        HttpServerRequest request = context.request();
        // A socket is opened in any case, because the web app waits for an answer on it. Its endpoint refuses
        // strangers.
        return RequestCredentials.isSocket(request)
                ? Uni.createFrom()
                        .deferred(() -> identify(request, identityProviders))
                        .onFailure(Failure.class)
                        .recoverWithItem(ANONYMOUS)
                : identify(request, identityProviders);
    }

    private static Uni<SecurityIdentity> identify(
            HttpServerRequest request, IdentityProviderManager identityProviders) {
        RequestCredentials credentials = RequestCredentials.of(request);
        if (credentials.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        return identityProviders
                .authenticate(credentials.isApiToken() ? credentials.toApiToken() : credentials)
                .invoke(SessionAuthenticationMechanism::putIds);
    }

    private static void putIds(SecurityIdentity identity) {
        if (identity instanceof CallerIdentity known) {
            LogContext.putCaller(known.getPrincipal().account());
            known.member().ifPresent(caller -> LogContext.putOrg(caller.org()));
        }
    }

    /** Before the mechanism of SmallRye JWT, which refuses every bearer token that it cannot verify. */
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 1;
    }

    /** Without a header: the web app shows its own page, and a browser's dialog would cover it. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(Response.Status.UNAUTHORIZED.getStatusCode()));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(RequestCredentials.class, ApiTokenCredentials.class);
    }
}
