package org.dalgo.upstream.airbyte.connection;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.airbyte.actor.ActorType;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * A stored connection.
 *
 * @param id its id
 * @param name as people know it
 * @param sourceId where it reads
 * @param destinationId where it writes
 * @param status active, inactive or deprecated (deleted)
 * @param namespaceFormat schema that it writes to, when that is not the one of the destination
 * @param catalog every stream when read alone; absent in lists
 * @param schemaChange no_change, non_breaking or breaking; empty when Airbyte does not say
 * @param syncing whether a job is under way
 * @param latestJobStatus how its newest job stands
 */
public record AirbyteConnection(
        UUID id,
        String name,
        UUID sourceId,
        UUID destinationId,
        String status,
        Optional<String> namespaceFormat,
        Optional<Catalog> catalog,
        Optional<String> schemaChange,
        boolean syncing,
        Optional<String> latestJobStatus) {

    static AirbyteConnection from(JsonNode json) {
        JsonNode catalog = json.path("syncCatalog");
        Optional<String> catalogId =
                JsonFields.text(json, "catalogId").or(() -> JsonFields.text(json, "sourceCatalogId"));
        return new AirbyteConnection(
                JsonFields.requiredId(json, "connectionId"),
                json.path("name").asText(),
                actor(json, ActorType.SOURCE),
                actor(json, ActorType.DESTINATION),
                json.path("status").asText(),
                json.path("namespaceDefinition").asText().equals("customformat")
                        ? JsonFields.text(json, "namespaceFormat")
                        : Optional.empty(),
                catalog.isObject() ? Optional.of(Catalog.from(catalog, catalogId)) : Optional.empty(),
                JsonFields.text(json, "schemaChange"),
                json.path("isSyncing").asBoolean(false),
                JsonFields.text(json, "latestSyncJobStatus"));
    }

    /** Lists nest the source and the destination, single reads name their ids. */
    private static UUID actor(JsonNode json, ActorType kind) {
        return JsonFields.id(json, kind.id())
                .orElseGet(() -> JsonFields.requiredId(json.path(kind.apiName()), kind.id()));
    }
}
