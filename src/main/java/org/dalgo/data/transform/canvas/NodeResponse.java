package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What stands on the canvas.
 *
 * @param nodeType {@code source}, {@code model} or {@code operation}
 * @param name {@code schema.name} of a table, the kind of an operation
 * @param operationConfig {@code type} and {@code config} of an operation, empty for a table
 * @param dbtmodel the table; null for an operation
 * @param isLastInChain no other operation follows
 * @param isPublished whether workers run the model as it is; null for what is none
 * @param inputNodes tables that go into an operation, in order; where one node was requested
 * @param seq place among those inputs
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NodeResponse(
        UUID uuid,
        String nodeType,
        String name,
        JsonNode operationConfig,
        List<String> outputColumns,
        @Schema(nullable = true) ModelResponse dbtmodel,
        boolean isLastInChain,
        @JsonProperty("isPublished") @Schema(nullable = true) Boolean isPublished,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<NodeResponse> inputNodes,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer seq) {

    NodeResponse with(List<NodeResponse> inputs) {
        return new NodeResponse(
                uuid,
                nodeType,
                name,
                operationConfig,
                outputColumns,
                dbtmodel,
                isLastInChain,
                isPublished,
                inputs,
                seq);
    }

    NodeResponse at(int place) {
        return new NodeResponse(
                uuid,
                nodeType,
                name,
                operationConfig,
                outputColumns,
                dbtmodel,
                isLastInChain,
                isPublished,
                inputNodes,
                place);
    }
}
