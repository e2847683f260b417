package org.dalgo.platform.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Whether a transaction succeeded when one was last tried. */
@Startup
@ApplicationScoped
class DatabaseMeters {

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final Sampler sampler;
    private volatile double up = Double.NaN;

    @Inject
    DatabaseMeters(TenantTransactions tenantTransactions, Sql sql, Sampler sampler, MeterRegistry meters) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.sampler = sampler;
        Gauge.builder("dalgo.database.up", this, gauge -> gauge.up)
                .description("Whether a transaction succeeded when one was last tried")
                .register(meters);
    }

    @Scheduled(
            every = "${dalgo.meter.sample-every:15s}",
            delayed = "${dalgo.meter.sample-every:15s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "sample the database")
    Uni<Void> sample() {
        return sampler.sample(
                "the database",
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.METERS, () -> sql.firstRow("select 1")),
                row -> up = 1,
                () -> up = 0);
    }
}
