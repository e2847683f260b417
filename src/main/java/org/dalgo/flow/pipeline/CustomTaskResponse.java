package org.dalgo.flow.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskParameters;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A task that was just made, and the deployment that runs it. */
public record CustomTaskResponse(
        TaskParameters parameters, @JsonProperty("task_slug") String taskSlug, Dataflow dataflow) {

    /** The deployment, under the names that the web app knows; what does not exist any more is null. */
    public record Dataflow(
            String name,
            @JsonProperty("deployment_name") String deploymentName,
            @JsonProperty("deployment_id") UUID deploymentId,
            @Schema(nullable = true) String cron,
            @JsonProperty("dataflow_type") String dataflowType,
            @JsonProperty("reset_conn_dataflow") @Schema(nullable = true) Object resetConnDataflow,
            @JsonProperty("clear_conn_dataflow") @Schema(nullable = true) Object clearConnDataflow,
            @Schema(nullable = true) Object meta,
            @JsonProperty("created_at") Instant createdAt) {}

    static CustomTaskResponse of(OrgTaskView task, DeploymentView deployment) {
        Dataflow dataflow = new Dataflow(
                deployment.name(),
                deployment.deploymentName(),
                deployment.deploymentId(),
                null,
                "manual",
                null,
                null,
                null,
                deployment.createdAt());
        return new CustomTaskResponse(task.parameters(), task.kind().slug(), dataflow);
    }
}
