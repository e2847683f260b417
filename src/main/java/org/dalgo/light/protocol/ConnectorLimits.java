package org.dalgo.light.protocol;

import java.time.Duration;
import org.dalgo.light.confinement.ProcessLimits;

/**
 * What a connector may take.
 *
 * @param answer longest time for a specification, a check or a discovery
 * @param read longest time for an attempt to read
 * @param silence longest time without any output while it reads
 * @param line longest line, in bytes
 * @param processes what its processes may take
 */
public record ConnectorLimits(Duration answer, Duration read, Duration silence, int line, ProcessLimits processes) {

    /** What suits real sources: services that answer slowly, and syncs of many hours. */
    public static ConnectorLimits usual() {
        return new ConnectorLimits(
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                Duration.ofHours(1),
                16 * 1024 * 1024,
                ProcessLimits.usual());
    }
}
