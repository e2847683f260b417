package org.dalgo.flow.lock;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;
import org.dalgo.platform.meter.Sampler;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Number and age of locks, for the whole installation. */
@Startup
@ApplicationScoped
class LockMeters {

    private final TenantTransactions tenantTransactions;
    private final LockRepository locks;
    private final Sampler sampler;
    private volatile LockState state = new LockState(0, 0, 0);

    @Inject
    LockMeters(TenantTransactions tenantTransactions, LockRepository locks, Sampler sampler, MeterRegistry meters) {
        this.tenantTransactions = tenantTransactions;
        this.locks = locks;
        this.sampler = sampler;
        gauge(meters, "dalgo.lock.held", "Locks with a lease", null, LockState::held);
        gauge(meters, "dalgo.lock.expired", "Locks whose lease ended without a release", null, LockState::expired);
        gauge(meters, "dalgo.lock.age", "Age of the oldest lock", "seconds", LockState::seconds);
    }

    private void gauge(
            MeterRegistry meters, String name, String description, String unit, ToDoubleFunction<LockState> value) {
        Gauge.builder(name, this, self -> value.applyAsDouble(self.state))
                .description(description)
                .baseUnit(unit)
                .register(meters);
    }

    @Scheduled(
            every = "${dalgo.meter.sample-every:15s}",
            delayed = "${dalgo.meter.sample-every:15s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "sample locks")
    Uni<Void> sample() {
        return sampler.sample(
                "locks",
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.METERS, locks::state),
                found -> state = found,
                () -> {});
    }
}
