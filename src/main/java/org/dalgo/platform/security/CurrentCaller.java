package org.dalgo.platform.security;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.tenancy.OrgId;

/** The caller of the current request, from its {@link CallerIdentity}; resources pass it to services as an argument. */
@RequestScoped
public class CurrentCaller {

    @Inject
    CurrentIdentityAssociation identities;

    /** The caller; fails when the route concerns no organisation. */
    public Caller get() {
        return identity().caller();
    }

    /** The person of a route marked {@link Authenticated}; fails with FORBIDDEN for a machine. */
    public AccountPrincipal principal() {
        return identity().person();
    }

    /** The organisation the caller acts in. */
    public OrgId org() {
        return get().org();
    }

    private CallerIdentity identity() {
        if (identities.getIdentity() instanceof CallerIdentity known) {
            return known;
        }
        throw new Failure(Problem.UNAUTHENTICATED, "not signed in");
    }
}
