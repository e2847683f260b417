package org.dalgo.platform.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.dalgo.platform.meter.Sampler;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Depth and age of the job queue by lane, for the whole installation, and the outcomes of attempts on this replica. */
@Startup
@ApplicationScoped
class JobMeters {

    private static final String ATTEMPTS = "dalgo.job.attempts";

    /** How an attempt ended. */
    enum Outcome {
        DONE,
        FAILED,
        GIVEN_UP
    }

    private final TenantTransactions tenantTransactions;
    private final JobRepository jobs;
    private final Sampler sampler;
    private final MeterRegistry meters;
    private final Map<String, JobLane> lanes;
    private volatile Map<JobLane, JobLaneState> states = Map.of();

    @Inject
    JobMeters(
            TenantTransactions tenantTransactions,
            JobRepository jobs,
            Sampler sampler,
            MeterRegistry meters,
            @All List<JobHandler> handlers) {
        this.tenantTransactions = tenantTransactions;
        this.jobs = jobs;
        this.sampler = sampler;
        this.meters = meters;
        this.lanes = handlers.stream().collect(Collectors.toMap(JobHandler::kind, JobHandler::lane));
        for (JobLane lane : JobLane.values()) {
            gauge("dalgo.job.due", "Jobs that wait although they may run", null, lane, JobLaneState::due);
            gauge("dalgo.job.running", "Jobs that run, on all replicas", null, lane, JobLaneState::running);
            gauge("dalgo.job.age", "Age of the oldest job that is due", "seconds", lane, JobLaneState::seconds);
            gauge("dalgo.job.given.up", "Jobs of which the last attempt failed", null, lane, JobLaneState::givenUp);
        }
        for (String kind : lanes.keySet()) {
            for (Outcome outcome : Outcome.values()) {
                count(kind, outcome, 0);
            }
        }
    }

    void count(String kind, Outcome outcome) {
        count(kind, outcome, 1);
    }

    private void count(String kind, Outcome outcome, int amount) {
        meters.counter(ATTEMPTS, "kind", kind, "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment(amount);
    }

    @Scheduled(
            every = "${dalgo.meter.sample-every:15s}",
            delayed = "${dalgo.meter.sample-every:15s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "sample the job queue")
    Uni<Void> sample() {
        return sampler.sample(
                "the job queue",
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.METERS, jobs::statesByKind),
                found -> states = byLane(found),
                () -> {});
    }

    private Map<JobLane, JobLaneState> byLane(Map<String, JobLaneState> found) {
        Map<JobLane, JobLaneState> sums = new EnumMap<>(JobLane.class);
        // A kind without a handler is one of another version.
        found.forEach((kind, state) -> {
            if (lanes.containsKey(kind)) {
                sums.merge(lanes.get(kind), state, JobLaneState::plus);
            }
        });
        return sums;
    }

    private void gauge(
            String name, String description, String unit, JobLane lane, ToDoubleFunction<JobLaneState> value) {
        Gauge.builder(name, this, self -> value.applyAsDouble(self.states.getOrDefault(lane, JobLaneState.EMPTY)))
                .description(description)
                .baseUnit(unit)
                .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }
}
