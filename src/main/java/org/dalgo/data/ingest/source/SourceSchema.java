package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a source holds, in Airbyte's words.
 *
 * @param catalog its streams, each with how Airbyte proposes to sync it
 * @param catalogId id under which Airbyte keeps it, or null
 */
@RegisterForReflection
public record SourceSchema(JsonNode catalog, @Schema(nullable = true) String catalogId) {

    /** The catalog as the wire carries it. */
    public static SourceSchema of(Catalog catalog) {
        return new SourceSchema(catalog.toJson(), catalog.id().orElse(null));
    }
}
