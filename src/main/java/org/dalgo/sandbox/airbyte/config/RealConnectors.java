package org.dalgo.sandbox.airbyte.config;

import java.nio.file.Path;
import org.dalgo.light.confinement.ConfinementOptions;

/**
 * How Airbyte's own connectors are run.
 *
 * @param environments folder for their environments
 * @param confinement what they may read and reach
 */
public record RealConnectors(Path environments, ConfinementOptions confinement) {}
