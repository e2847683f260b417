package org.dalgo.data.warehouse.destination;

import java.util.UUID;
import org.dalgo.upstream.airbyte.definition.Definition;

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
        String documentationUrl) {

    public static DefinitionResponse of(Definition definition) {
        return new DefinitionResponse(
                definition.id(),
                definition.name(),
                definition.dockerRepository(),
                definition.dockerImageTag(),
                definition.documentationUrl().orElse(null));
    }
}
