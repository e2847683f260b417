package org.dalgo.data.warehouse.destination;

import java.util.UUID;
import org.dalgo.upstream.airbyte.definition.Definition;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A connector that a warehouse can be registered with, in Airbyte's words.
 *
 * @param documentationUrl where it is explained, or null
 */
public record DefinitionResponse(
        UUID destinationDefinitionId,
        String name,
        String dockerRepository,
        String dockerImageTag,
        @Schema(nullable = true) String documentationUrl) {

    public static DefinitionResponse of(Definition definition) {
        return new DefinitionResponse(
                definition.id(),
                definition.name(),
                definition.dockerRepository(),
                definition.dockerImageTag(),
                definition.documentationUrl().orElse(null));
    }
}
