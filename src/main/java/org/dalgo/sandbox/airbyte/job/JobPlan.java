package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.sandbox.airbyte.config.Timing;
import org.dalgo.sandbox.airbyte.connector.DestinationConnector;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/**
 * Everything an attempt needs, copied when it starts: a change to the connection counts from the next job.
 *
 * @param connection the connection
 * @param sourceDefinition definition document of the source
 * @param sourceConfig configuration of the source, secrets in clear
 * @param destinationDefinition definition document of the destination
 * @param destinationConfig configuration of the destination, secrets in clear
 * @param streams selected streams
 * @param timing how long it takes
 */
record JobPlan(
        ObjectNode connection,
        ObjectNode sourceDefinition,
        ObjectNode sourceConfig,
        ObjectNode destinationDefinition,
        ObjectNode destinationConfig,
        List<ConfiguredStream> streams,
        Timing timing) {

    static JobPlan of(SandboxStore sandboxStore, ObjectNode connection, Timing timing) {
        ObjectNode source = sandboxStore
                .actors(SandboxActorType.SOURCE)
                .live(connection.get("sourceId").asText());
        ObjectNode destination = sandboxStore
                .actors(SandboxActorType.DESTINATION)
                .live(connection.get("destinationId").asText());
        boolean slow = source.path("name").asText().startsWith("slow-");
        return new JobPlan(
                connection.deepCopy(),
                sandboxStore.definitionOf(SandboxActorType.SOURCE, source),
                ((ObjectNode) source.get("connectionConfiguration")).deepCopy(),
                sandboxStore.definitionOf(SandboxActorType.DESTINATION, destination),
                ((ObjectNode) destination.get("connectionConfiguration")).deepCopy(),
                selected(connection),
                slow ? timing.slower(5) : timing);
    }

    private static List<ConfiguredStream> selected(ObjectNode connection) {
        return SandboxJson.items(connection.path("syncCatalog").path("streams"))
                .filter(ConfiguredStream::selected)
                .map(ConfiguredStream::of)
                .toList();
    }

    JobPlan only(List<ConfiguredStream> wanted) {
        return new JobPlan(
                connection, sourceDefinition, sourceConfig, destinationDefinition, destinationConfig, wanted, timing);
    }

    /** Names by which a fault can mean this job. */
    List<String> names() {
        return List.of(
                connection.get("connectionId").asText(),
                connection.get("sourceId").asText(),
                connection.get("destinationId").asText(),
                image(sourceDefinition),
                image(destinationDefinition));
    }

    static String image(JsonNode definition) {
        return definition.path("definition").path("dockerRepository").asText();
    }

    static String imageAndTag(JsonNode definition) {
        return image(definition) + ":"
                + definition.path("definition").path("dockerImageTag").asText();
    }

    /** Where each stream of the connection goes, also those that this job leaves out. */
    List<DestinationConnector.Target> targets(String defaultNamespace) {
        Map<String, ConfiguredStream> all = new LinkedHashMap<>();
        selected(connection).forEach(stream -> all.put(stream.identity(), stream));
        streams.forEach(stream -> all.put(stream.identity(), stream));
        return all.values().stream()
                .map(stream -> target(stream, defaultNamespace))
                .toList();
    }

    /** Where a stream goes, by the connection's namespace rule. */
    DestinationConnector.Target target(ConfiguredStream stream, String defaultNamespace) {
        String own = stream.namespace() == null ? "" : stream.namespace();
        String namespace =
                switch (connection.path("namespaceDefinition").asText("source")) {
                    case "destination" -> "";
                    case "customformat" ->
                        connection.path("namespaceFormat").asText().replace("${SOURCE_NAMESPACE}", own);
                    default -> own;
                };
        return new DestinationConnector.Target(
                namespace.isBlank() ? defaultNamespace : namespace,
                connection.path("prefix").asText("") + stream.name(),
                stream);
    }
}
