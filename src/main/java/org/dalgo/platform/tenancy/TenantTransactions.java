package org.dalgo.platform.tenancy;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.dalgo.platform.error.DatabaseFailures;
import org.dalgo.platform.error.DatabaseUnavailableException;

/**
 * The only way to run a unit of work inside an organisation. The work runs in one transaction whose setting names the
 * organisation to PostgreSQL. A query without a condition on the organisation finds only its rows; a query outside such
 * a unit finds none.
 */
@ApplicationScoped
public class TenantTransactions {

    /** Name of the meter that counts the units of work across organisations, by purpose. */
    static final String METER = "dalgo.tenancy.cross.tenant";

    /** Key of the scope of the current unit, in the context that also holds its session. */
    private static final String SCOPE = TenantScope.class.getName();

    private final Sql sql;
    private final DatabaseConfig roles;
    private final MeterRegistry meters;

    @Inject
    TenantTransactions(Sql sql, DatabaseConfig roles, MeterRegistry meters) {
        this.sql = sql;
        this.roles = roles;
        this.meters = meters;
    }

    /**
     * Runs the work inside the organisation. A unit entered from within a unit of the same organisation joins it.
     * Entered from within one across organisations, it sees one organisation until it ends. A unit of one organisation
     * cannot enter another.
     *
     * @param org the organisation; the value is a number from Dalgo's tables, never text from outside
     * @param work reads and writes; never a network call
     */
    public <T> Uni<T> inOrg(OrgId org, Supplier<Uni<T>> work) {
        return unit(new TenantScope(org), work);
    }

    /**
     * Runs work that belongs to no single organisation. It is counted by its purpose; commands of an operator also
     * write an audit entry.
     *
     * @param purpose what it is for; each purpose is a named exception to the rule above
     */
    public <T> Uni<T> acrossOrgs(CrossTenantPurpose purpose, Supplier<Uni<T>> work) {
        return unit(TenantScope.ALL, work)
                .onSubscription()
                .invoke(() -> meters.counter(METER, "purpose", purpose.name()).increment());
    }

    private <T> Uni<T> unit(TenantScope tenantScope, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            TenantScope outer = context == null ? null : context.getLocal(SCOPE);
            if (outer == null) {
                return begin(context, tenantScope, work);
            }
            return outer.equals(tenantScope) ? work.get() : nested(context, outer, tenantScope, work);
        });
    }

    private <T> Uni<T> begin(Context context, TenantScope tenantScope, Supplier<Uni<T>> work) {
        return Panache.withTransaction(() -> {
                    context.putLocal(SCOPE, tenantScope);
                    return sql.run(tenantScope.initialSql(roles)).chain(work::get);
                })
                .onFailure(DatabaseFailures::isConnectionLostInUnit)
                .transform(DatabaseUnavailableException::new)
                .onTermination()
                .invoke(() -> {
                    if (context != null) {
                        context.removeLocal(SCOPE);
                    }
                });
    }

    private <T> Uni<T> nested(Context context, TenantScope outer, TenantScope tenantScope, Supplier<Uni<T>> work) {
        if (!outer.isAll() && !tenantScope.isAll()) {
            return Uni.createFrom()
                    .failure(new IllegalStateException(
                            "a unit of work of organisation " + outer.org() + " cannot enter " + tenantScope.org()));
        }
        return switchScope(context, tenantScope)
                .chain(work::get)
                .onFailure()
                // A failed statement may have aborted the transaction; PostgreSQL then rejects every further statement.
                .call(() -> switchScope(context, outer).onFailure().recoverWithNull())
                .call(() -> switchScope(context, outer));
    }

    /** Changes of entities go to the database under the scope in which they were made. */
    private Uni<Void> switchScope(Context context, TenantScope tenantScope) {
        return sql.flush()
                .chain(() -> sql.run(tenantScope.switchSql(roles)))
                .invoke(() -> context.putLocal(SCOPE, tenantScope));
    }
}
