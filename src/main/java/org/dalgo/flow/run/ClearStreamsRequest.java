package org.dalgo.flow.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskKind;
import org.dalgo.platform.error.Failure;

/**
 * Streams whose tables are to be emptied.
 *
 * @param connectionId Airbyte's id of the connection that fills them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClearStreamsRequest(
        @NotNull @Size(max = 40) String connectionId,
        @NotNull @Size(min = 1, max = 10_000) List<@NotNull @Valid ClearedStream> streams) {

    /** A stream as Airbyte names it; its namespace is absent where the source has none. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ClearedStream(
            @NotNull @Size(max = 1000) String streamName, @Size(max = 1000) String streamNamespace) {}

    /** Fails with BAD_REQUEST unless the deployment clears that connection and does nothing else. */
    void requireClearing(DeploymentView deployment) {
        List<OrgTaskView> chain = deployment.chain();
        boolean clears = chain.size() == 1
                && chain.get(0).kind() == TaskKind.AIRBYTE_CLEAR
                && chain.get(0).connectionId().toString().equals(connectionId);
        if (deployment.pipeline() || !clears) {
            throw Failure.badRequest("This deployment does not clear that connection.");
        }
    }

    /** The parameters of such a deployment, for these streams only. */
    JsonNode narrow(JsonNode parameters) {
        ObjectNode narrowed = parameters.deepCopy();
        ArrayNode wanted = ((ObjectNode) narrowed.path("config").path("tasks").path(0)).putArray("streams");
        streams.forEach(stream -> wanted.addObject()
                .put("streamName", stream.streamName())
                .put("streamNamespace", stream.streamNamespace()));
        return narrowed;
    }
}
