package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.UUID;
import org.dalgo.upstream.airbyte.actor.Actor;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A source in Airbyte's words.
 *
 * @param sourceName name of the connector; empty when it is not known
 * @param icon address of a picture of the connector, or null
 * @param createdAt seconds since 1970
 * @param connectionConfiguration every secret masked by ten asterisks
 */
public record SourceResponse(
        UUID sourceId,
        String name,
        UUID sourceDefinitionId,
        @Schema(nullable = true) UUID workspaceId,
        String sourceName,
        @Schema(nullable = true) String icon,
        long createdAt,
        JsonNode connectionConfiguration) {

    /** From our copy. */
    static SourceResponse of(UUID workspace, Source row) {
        return new SourceResponse(
                row.sourceId,
                row.name,
                row.sourceDefinitionId,
                workspace,
                row.connectorName == null ? "" : row.connectorName,
                row.icon,
                row.createdAt.getEpochSecond(),
                row.maskedConfig == null ? JsonNodeFactory.instance.objectNode() : row.maskedConfig);
    }

    /** As Airbyte has it now. */
    static SourceResponse of(UUID workspace, Source row, Actor actor) {
        return new SourceResponse(
                row.sourceId,
                actor.name(),
                row.sourceDefinitionId,
                workspace,
                actor.definitionName(),
                actor.icon().orElse(null),
                row.createdAt.getEpochSecond(),
                actor.config());
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "SourceResponse[" + sourceId + ", " + name + "]";
    }
}
