package org.dalgo.platform.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/**
 * The one door through which a unit of work enters an organisation. The work runs in one transaction in which
 * PostgreSQL knows the organisation too: a query that forgets it finds that organisation's rows only, and a query
 * outside the door finds none.
 */
@ApplicationScoped
public class Door {

    /** Name of the meter that counts the units of work across organisations, by purpose. */
    static final String ACROSS = "dalgo.door.across";

    /** Where the scope of the unit in hand is kept: in the context that also holds its session. */
    private static final String SCOPE = Scope.class.getName();

    private final Sql sql;
    private final DatabaseConfig roles;
    private final MeterRegistry meters;

    @Inject
    Door(Sql sql, DatabaseConfig roles, MeterRegistry meters) {
        this.sql = sql;
        this.roles = roles;
        this.meters = meters;
    }

    /**
     * Runs the work inside the organisation. A unit entered from within a unit of the same organisation joins it; from
     * within one across organisations it sees that one organisation until it is done. A unit of one organisation cannot
     * enter another.
     *
     * @param org the organisation; the value is a number of ours, never text from outside
     * @param work reads and writes; never a network call
     */
    public <T> Uni<T> enter(OrgId org, Supplier<Uni<T>> work) {
        return unit(new Scope(org), work);
    }

    /**
     * Runs work that belongs to no single organisation. It is counted by its purpose; what an operator asked for is
     * written to the audit log besides, by who does it.
     *
     * @param purpose what it is for; each purpose is a named exception to the rule above
     */
    public <T> Uni<T> acrossOrganisations(Purpose purpose, Supplier<Uni<T>> work) {
        return unit(Scope.ALL, work).onSubscription().invoke(() -> meters.counter(ACROSS, "purpose", purpose.name())
                .increment());
    }

    private <T> Uni<T> unit(Scope scope, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            Scope outer = context == null ? null : context.getLocal(SCOPE);
            if (outer == null) {
                return begin(context, scope, work);
            }
            return outer.equals(scope) ? work.get() : nested(context, outer, scope, work);
        });
    }

    private <T> Uni<T> begin(Context context, Scope scope, Supplier<Uni<T>> work) {
        return Panache.withTransaction(() -> {
                    context.putLocal(SCOPE, scope);
                    return sql.run(scope.begin(roles)).chain(work::get);
                })
                .onTermination()
                .invoke(() -> {
                    if (context != null) {
                        context.removeLocal(SCOPE);
                    }
                });
    }

    private <T> Uni<T> nested(Context context, Scope outer, Scope scope, Supplier<Uni<T>> work) {
        if (!outer.isAll() && !scope.isAll()) {
            return Uni.createFrom()
                    .failure(new IllegalStateException(
                            "a unit of work of organisation " + outer.org() + " cannot enter " + scope.org()));
        }
        return change(context, scope)
                .chain(work::get)
                .onFailure()
                // The statement that failed may have ended the transaction for PostgreSQL; then nothing can be said to
                // it.
                .call(() -> change(context, outer).onFailure().recoverWithNull())
                .call(() -> change(context, outer));
    }

    /** Changes of entities go to the database under the scope in which they were made. */
    private Uni<Void> change(Context context, Scope scope) {
        return sql.flush().chain(() -> sql.run(scope.change(roles))).invoke(() -> context.putLocal(SCOPE, scope));
    }
}
