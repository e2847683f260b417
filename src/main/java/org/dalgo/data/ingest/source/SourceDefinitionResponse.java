package org.dalgo.data.ingest.source;

import java.util.UUID;
import org.dalgo.upstream.airbyte.definition.Definition;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A kind of source in Airbyte's words.
 *
 * @param icon address of a picture, or null
 * @param custom added by this installation
 */
public record SourceDefinitionResponse(
        UUID sourceDefinitionId,
        String name,
        String dockerRepository,
        String dockerImageTag,
        @Schema(nullable = true) String documentationUrl,
        @Schema(nullable = true) String icon,
        boolean custom,
        @Schema(nullable = true) String supportLevel,
        @Schema(nullable = true) String releaseStage,
        @Schema(nullable = true) String sourceType) {

    static SourceDefinitionResponse of(Definition definition) {
        return new SourceDefinitionResponse(
                definition.id(),
                definition.name(),
                definition.dockerRepository(),
                definition.dockerImageTag(),
                definition.documentationUrl().orElse(null),
                definition.icon().orElse(null),
                definition.custom(),
                definition.supportLevel().orElse(null),
                definition.releaseStage().orElse(null),
                definition.sourceType().orElse(null));
    }
}
