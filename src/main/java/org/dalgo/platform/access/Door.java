package org.dalgo.platform.access;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The one door through which a unit of work enters an organisation. The work runs in one transaction in which
 * PostgreSQL knows the organisation too, so that a query that forgets it can be refused there.
 */
@ApplicationScoped
public class Door {

    private static final Logger LOG = Logger.getLogger(Door.class);

    @Inject
    Sql sql;

    /**
     * Runs the work inside the organisation. A unit entered from within a unit of the same organisation joins it.
     *
     * @param org the organisation; the value is a number of ours, never text from outside
     * @param work reads and writes; never a network call
     */
    public <T> Uni<T> enter(OrgId org, Supplier<Uni<T>> work) {
        return Panache.withTransaction(
                () -> sql.run("set local app.org = '" + org.value() + "'").chain(work::get));
    }

    /**
     * Runs work that belongs to no single organisation: sign-in, the reconciler, the state watcher.
     *
     * @param purpose what it is for; each purpose is a named exception to the rule above
     */
    public <T> Uni<T> acrossOrganisations(String purpose, Supplier<Uni<T>> work) {
        LOG.tracef("across organisations: %s", purpose);
        return Panache.withTransaction(
                () -> sql.run("set local app.org = 'all'").chain(work::get));
    }
}
