package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.dalgo.data.warehouse.destination.DestinationNames;

/**
 * A model to make of a chain of operations.
 *
 * @param name of its table, and of its file
 * @param displayName as people see it, or null for the name
 * @param destSchema schema that its table is written to
 * @param relDirToModels folder of its file below {@code models}; empty for that itself
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ModelRequest(
        @NotNull @Size(max = 63) @Pattern(regexp = "^[A-Za-z_][A-Za-z0-9_]*$", message = NAME) String name,
        @Size(max = 300) String displayName,
        @NotNull @Size(max = 63) @Pattern(regexp = "^[A-Za-z_][A-Za-z0-9_]*$", message = NAME) String destSchema,
        @Size(max = 150)
                @Pattern(regexp = "^/?([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?)?$", message = "is not a folder below models")
                String relDirToModels) {

    private static final String NAME = "must be letters, digits and underscores, and not begin with a digit";

    /** Fails with INVALID when people cannot work with a table in that schema. */
    void check() {
        DestinationNames.requireUsableSchema(destSchema, "dest_schema");
    }

    /** Path of its file within the project. */
    String path() {
        String folder = relDirToModels == null ? "" : relDirToModels;
        String below = folder.startsWith("/") ? folder.substring(1) : folder;
        return "models/" + below + (below.isEmpty() || below.endsWith("/") ? "" : "/") + name + ".sql";
    }
}
