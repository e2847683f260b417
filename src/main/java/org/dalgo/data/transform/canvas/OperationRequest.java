package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/**
 * An operation to put on the canvas, or what is to become of one.
 *
 * @param opType its kind
 * @param config what its form holds
 * @param inputNodeUuid node that it works on; the one it has when it is changed
 * @param sourceColumns columns of that node that it may use; all of them when empty
 * @param otherInputs tables beside it, for kinds that take some
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OperationRequest(
        @NotNull @Size(max = 40) String opType,
        @NotNull JsonNode config,
        UUID inputNodeUuid,
        @Size(max = 2000) List<@NotNull @Size(max = 300) String> sourceColumns,
        @Size(max = 50) List<@NotNull @Valid Input> otherInputs) {

    /**
     * A table beside the main input.
     *
     * @param seq its place; below 1 before the main input
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull UUID inputModelUuid, int seq) {}

    public OperationRequest {
        sourceColumns = sourceColumns == null ? List.of() : sourceColumns;
        otherInputs = otherInputs == null ? List.of() : otherInputs;
    }
}
