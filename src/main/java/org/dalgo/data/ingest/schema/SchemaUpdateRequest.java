package org.dalgo.data.ingest.schema;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotNull;

/**
 * The reviewed change that is accepted.
 *
 * @param catalogDiff the change as it was shown
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SchemaUpdateRequest(@NotNull JsonNode catalogDiff) {}
