package org.dalgo.flow.pipeline;

import java.util.UUID;
import org.dalgo.flow.deployment.DeploymentView;

/** A pipeline that was just made. */
public record CreatedPipelineResponse(UUID deploymentId, String name, String deploymentName, String cron) {

    static CreatedPipelineResponse of(DeploymentView pipeline) {
        return new CreatedPipelineResponse(
                pipeline.deploymentId(),
                pipeline.name(),
                pipeline.deploymentName(),
                pipeline.cron() == null ? "" : pipeline.cron());
    }
}
