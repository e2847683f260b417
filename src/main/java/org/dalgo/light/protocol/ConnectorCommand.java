package org.dalgo.light.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One call of a connector.
 *
 * @param python interpreter of the environment that has the package
 * @param distribution name of the package
 * @param verb {@code spec}, {@code check}, {@code discover} or {@code read}
 * @param inputs documents by the name of the option that names their file: {@code config}, {@code catalog}, {@code state}
 * @param mask secrets of the configuration
 * @param limit longest time
 * @param silence longest time without output
 * @param limits its longest line, and what its processes may take
 */
public record ConnectorCommand(
        Path python,
        String distribution,
        String verb,
        Map<String, JsonNode> inputs,
        SecretMask mask,
        Duration limit,
        Duration silence,
        ConnectorLimits limits) {

    /** A specification: no configuration, no secret. */
    public static ConnectorCommand spec(Path python, String distribution, ConnectorLimits limits) {
        return new ConnectorCommand(
                python, distribution, "spec", Map.of(), SecretMask.none(), limits.answer(), limits.answer(), limits);
    }

    @Override
    public String toString() {
        return distribution + " " + verb;
    }
}
