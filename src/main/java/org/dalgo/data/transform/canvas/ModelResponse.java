package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A table that the canvas knows.
 *
 * @param type {@code source} when it was loaded, {@code model} when dbt writes it
 * @param sourceName name of the dbt source that declares it; null for a model
 * @param sqlPath file that declares or defines it, within the project; null while none does
 * @param relDirToModels folder of that file below {@code models}; null for a source
 * @param outputCols its columns
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ModelResponse(
        UUID uuid,
        String schema,
        String name,
        String displayName,
        String type,
        @Schema(nullable = true) String sourceName,
        @Schema(nullable = true) String sqlPath,
        @Schema(nullable = true) String relDirToModels,
        List<String> outputCols) {}
