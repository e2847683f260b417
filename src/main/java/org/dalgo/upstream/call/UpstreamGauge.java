package org.dalgo.upstream.call;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Whether one system answered when it was last asked; not a number before the first answer. */
public final class UpstreamGauge {

    private volatile double up = Double.NaN;

    /** Registers the gauge of the system. */
    public UpstreamGauge(MeterRegistry meters, String system) {
        Gauge.builder("dalgo.upstream.up", this, gauge -> gauge.up)
                .description("Whether the system answered when it was last asked")
                .tag("system", system)
                .strongReference(true)
                .register(meters);
    }

    public void set(boolean answered) {
        up = answered ? 1 : 0;
    }
}
