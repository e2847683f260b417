package org.dalgo.light.confinement;

import java.nio.file.Path;
import java.util.List;
import org.dalgo.platform.net.AddressPolicy;

/**
 * How connectors are confined.
 *
 * @param flows folder of the package {@code dalgo_flows}, which has the sandbox
 * @param readable folders with data that connectors may read, besides what every program needs; they need not exist
 * @param addresses the addresses that connectors may reach
 */
public record ConfinementOptions(Path flows, List<Path> readable, AddressPolicy addresses) {

    public ConfinementOptions {
        flows = flows.toAbsolutePath().normalize();
        readable = readable.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
    }
}
