package org.dalgo.upstream.prefect;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.meter.Sampler;
import org.dalgo.upstream.call.UpstreamGauge;
import org.dalgo.upstream.prefect.http.PrefectConfig;

/** Whether Prefect answers, and how many workers serve the pool. */
@Startup
@ApplicationScoped
class PrefectMeters {

    private final PrefectAdapter prefect;
    private final PrefectConfig config;
    private final Sampler sampler;
    private final UpstreamGauge up;
    private volatile double workers = Double.NaN;

    @Inject
    PrefectMeters(PrefectAdapter prefect, PrefectConfig config, Sampler sampler, MeterRegistry meters) {
        this.prefect = prefect;
        this.config = config;
        this.sampler = sampler;
        this.up = new UpstreamGauge(meters, "prefect");
        Gauge.builder("dalgo.prefect.workers", this, self -> self.workers)
                .description("Workers online in the work pool; not a number while Prefect does not answer")
                .register(meters);
    }

    @Scheduled(
            every = "${dalgo.meter.sample-every:15s}",
            delayed = "${dalgo.meter.sample-every:15s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "sample Prefect")
    Uni<Void> sample() {
        return sampler.sample(
                "Prefect", () -> prefect.onlineWorkers(config.workPool()), this::answered, this::unanswered);
    }

    private void answered(int online) {
        workers = online;
        up.set(true);
    }

    private void unanswered() {
        workers = Double.NaN;
        up.set(false);
    }
}
