package org.dalgo.flow.pipeline;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.task.OrgTaskView;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A pipeline as its form shows it.
 *
 * @param cron empty when it runs on demand only
 * @param dbtTransform {@code yes} when it holds a transform task, else {@code no}
 * @param transformTasks without the preparations that we put in
 * @param isScheduleActive whether it runs by schedule
 */
public record PipelineResponse(
        String name,
        String deploymentName,
        String cron,
        List<Connection> connections,
        String dbtTransform,
        List<TransformTask> transformTasks,
        boolean isScheduleActive,
        boolean continueOnSyncFailure) {

    /** A connection in its place. */
    @Schema(name = "PipelineConnectionResponse")
    public record Connection(UUID id, String name, int seq) {}

    /** A transform task in its place. */
    @Schema(name = "PipelineTransformTaskResponse")
    public record TransformTask(UUID uuid, int seq) {}

    static PipelineResponse of(DeploymentView pipeline) {
        List<OrgTaskView> chain = pipeline.chain();
        List<Connection> connections = IntStream.range(0, chain.size())
                .filter(seq -> chain.get(seq).kind().isSync())
                .mapToObj(seq -> connection(chain.get(seq), seq))
                .toList();
        List<TransformTask> transforms = IntStream.range(0, chain.size())
                .filter(seq -> chain.get(seq).kind().isDbt())
                .filter(seq -> !chain.get(seq).kind().isPreparation())
                .mapToObj(seq -> new TransformTask(chain.get(seq).uuid(), seq))
                .toList();
        return new PipelineResponse(
                pipeline.name(),
                pipeline.deploymentName(),
                pipeline.cron() == null ? "" : pipeline.cron(),
                connections,
                transforms.isEmpty() ? "no" : "yes",
                transforms,
                pipeline.scheduled(),
                pipeline.continueOnSyncFailure());
    }

    private static Connection connection(OrgTaskView sync, int seq) {
        return new Connection(sync.connectionId(), sync.connectionName(), seq);
    }
}
