package org.dalgo.platform.security;

import jakarta.enterprise.context.RequestScoped;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.tenancy.OrgId;

/** The caller of the request in hand, put there by the guard; resources hand it to services as an argument. */
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

    /** The caller; fails when the route is public and nobody signed in. */
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
