package org.dalgo.data.warehouse.destination;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.dalgo.upstream.airbyte.definition.Specification;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The specification of the connector of a destination.
 *
 * @param documentationUrl where it is explained, or null
 * @param connectionSpecification JSON schema of its configuration
 */
public record SpecificationResponse(
        UUID destinationDefinitionId,
        @Schema(nullable = true) String documentationUrl,
        JsonNode connectionSpecification) {

    public static SpecificationResponse of(UUID definition, Specification specification) {
        return new SpecificationResponse(
                definition, specification.documentationUrl().orElse(null), specification.schema());
    }
}
