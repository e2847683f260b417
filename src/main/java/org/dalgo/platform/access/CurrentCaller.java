package org.dalgo.platform.access;

import jakarta.enterprise.context.RequestScoped;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;

/** The caller of the request in hand, put there by the guard; resources hand it to services as an argument. */
@RequestScoped
public class CurrentCaller {

    private Caller caller;
    private Person person;

    void set(Caller resolved) {
        this.caller = resolved;
    }

    void set(Person identified) {
        this.person = identified;
    }

    /** The caller; fails when the route is public and nobody signed in. */
    public Caller get() {
        if (caller == null) {
            throw new Failure(Problem.UNAUTHENTICATED, "not signed in");
        }
        return caller;
    }

    /** The person of a route marked {@link SignedIn}. */
    public Person person() {
        if (person == null) {
            throw new Failure(Problem.UNAUTHENTICATED, "not signed in");
        }
        return person;
    }

    /** The organisation the caller acts in. */
    public OrgId org() {
        return get().org();
    }
}
