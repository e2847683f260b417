package org.dalgo.light.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.dalgo.light.confinement.Confinement;
import org.dalgo.light.environment.ConnectorEnvironment;
import org.dalgo.light.environment.ConnectorEnvironments;
import org.dalgo.light.environment.EnvironmentFailure;
import org.dalgo.light.environment.EnvironmentOptions;
import org.dalgo.light.protocol.ConnectorCommand;
import org.dalgo.light.protocol.ConnectorError;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.light.protocol.ConnectorLog;
import org.dalgo.light.protocol.ConnectorProcess;
import org.dalgo.light.protocol.LogLevel;
import org.dalgo.light.protocol.Message;
import org.dalgo.light.protocol.SecretMask;
import org.dalgo.light.registry.ConnectorPackage;

/**
 * Airbyte's connectors, each called as a confined process of its own. Methods block, for worker threads only. All of them fail with
 * {@link ConnectorError}; the environment of a connector that was never called is made first.
 */
public final class Connectors {

    private final ConnectorEnvironments environments;
    private final ConnectorLimits limits;
    private final Confinement confinement;

    public Connectors(EnvironmentOptions options, ConnectorLimits limits, Confinement confinement) {
        this.environments = new ConnectorEnvironments(options, limits, confinement);
        this.limits = limits;
        this.confinement = confinement;
    }

    /** The protocol's {@code spec}, which is kept with the environment. */
    public ObjectNode spec(ConnectorPackage connector, ConnectorLog log) {
        return environment(connector, log).specification();
    }

    /** Whether a configuration works. */
    public Message.CheckOutcome check(ConnectorPackage connector, ObjectNode configuration, ConnectorLog log) {
        return answer(
                connector,
                "check",
                configuration,
                log,
                message -> message instanceof Message.CheckOutcome outcome ? Optional.of(outcome) : Optional.empty());
    }

    /** The streams that a configuration leads to: the protocol's {@code catalog}. */
    public ObjectNode discover(ConnectorPackage connector, ObjectNode configuration, ConnectorLog log) {
        return answer(
                connector,
                "discover",
                configuration,
                log,
                message -> message instanceof Message.Catalog found ? Optional.of(found.catalog()) : Optional.empty());
    }

    /**
     * Starts to read.
     *
     * @param catalog the protocol's configured catalog, which names the streams
     * @param state the protocol's list of states; empty to begin at the beginning
     */
    public ConnectorRead read(
            ConnectorPackage connector,
            ObjectNode configuration,
            ObjectNode catalog,
            Optional<JsonNode> state,
            ConnectorLog log) {
        Map<String, JsonNode> inputs = new HashMap<>(Map.of("config", configuration, "catalog", catalog));
        state.ifPresent(known -> inputs.put("state", known));
        Set<String> chosen = new HashSet<>();
        catalog.path("streams")
                .forEach(element -> chosen.add(ConnectorRead.key(
                        element.at("/stream/namespace").asText(""),
                        element.at("/stream/name").asText())));
        return new ConnectorRead(
                start(connector, "read", inputs, configuration, limits.read(), limits.silence(), log), chosen);
    }

    private <T> T answer(
            ConnectorPackage connector,
            String verb,
            ObjectNode configuration,
            ConnectorLog log,
            Function<Message, Optional<T>> wanted) {
        Optional<T> answer = Optional.empty();
        try (ConnectorProcess process = start(
                connector,
                verb,
                Map.of("config", configuration),
                configuration,
                limits.answer(),
                limits.answer(),
                log)) {
            for (Optional<Message> next = process.next(); next.isPresent(); next = process.next()) {
                if (next.get() instanceof Message.Log line) {
                    log.line(line.level(), line.text());
                }
                Optional<T> found = wanted.apply(next.get());
                answer = found.isPresent() ? found : answer;
            }
        }
        return answer.orElseThrow(() ->
                new ConnectorError(ConnectorError.Kind.SYSTEM, "The connector ended without an answer to " + verb, ""));
    }

    private ConnectorProcess start(
            ConnectorPackage connector,
            String verb,
            Map<String, JsonNode> inputs,
            ObjectNode configuration,
            Duration limit,
            Duration silence,
            ConnectorLog log) {
        ConnectorEnvironment environment = environment(connector, log);
        return ConnectorProcess.start(
                confinement,
                new ConnectorCommand(
                        environment.python(),
                        connector.distribution(),
                        verb,
                        inputs,
                        SecretMask.of(environment.specification().path("connectionSpecification"), configuration),
                        limit,
                        silence,
                        limits));
    }

    private ConnectorEnvironment environment(ConnectorPackage connector, ConnectorLog log) {
        try {
            return environments.of(connector, line -> log.line(LogLevel.INFO, line));
        } catch (EnvironmentFailure e) {
            throw new ConnectorError(ConnectorError.Kind.SYSTEM, e.getMessage(), "");
        }
    }
}
