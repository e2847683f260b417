package org.dalgo.upstream.airbyte;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.meter.Sampler;
import org.dalgo.upstream.call.UpstreamGauge;

/** Whether Airbyte answers. */
@Startup
@ApplicationScoped
class AirbyteMeters {

    private final AirbyteAdapter airbyte;
    private final Sampler sampler;
    private final UpstreamGauge up;

    @Inject
    AirbyteMeters(AirbyteAdapter airbyte, Sampler sampler, MeterRegistry meters) {
        this.airbyte = airbyte;
        this.sampler = sampler;
        this.up = new UpstreamGauge(meters, "airbyte");
    }

    @Scheduled(
            every = "${dalgo.meter.sample-every:15s}",
            delayed = "${dalgo.meter.sample-every:15s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "sample Airbyte")
    Uni<Void> sample() {
        return sampler.sample("Airbyte", airbyte::health, up::set, () -> up.set(false));
    }
}
