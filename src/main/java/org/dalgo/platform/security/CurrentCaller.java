package org.dalgo.platform.security;

import jakarta.enterprise.context.RequestScoped;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.tenancy.OrgId;

/** The caller of the current request, set by {@link AuthenticationFilter}; resources pass it to services as an argument. */
@RequestScoped
public class CurrentCaller {

    private Caller caller;
    private AccountPrincipal accountPrincipal;

    void set(Caller resolved) {
        this.caller = resolved;
    }

    void set(AccountPrincipal identified) {
        this.accountPrincipal = identified;
    }

    /** The caller; fails when the route is public and the request has no session. */
    public Caller get() {
        if (caller == null) {
            throw new Failure(Problem.UNAUTHENTICATED, "not signed in");
        }
        return caller;
    }

    /** The person of a route marked {@link SignedIn}. */
    public AccountPrincipal principal() {
        if (accountPrincipal == null) {
            throw new Failure(Problem.UNAUTHENTICATED, "not signed in");
        }
        return accountPrincipal;
    }

    /** The organisation the caller acts in. */
    public OrgId org() {
        return get().org();
    }
}
