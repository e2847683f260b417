package org.dalgo.flow.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A pipeline as a person puts it together. On a change, what is absent stays as it is.
 *
 * @param name as people call it
 * @param connections to sync, or null
 * @param cron five fields in UTC, empty for runs on demand only, or null
 * @param transformTasks dbt tasks to run after the syncs, or null; preparations among them count for nothing
 * @param continueOnSyncFailure whether a failed sync lets the others go on, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PipelineRequest(
        @Size(max = 100) String name,
        @Size(max = 200) List<@NotNull @Valid Connection> connections,
        @Size(max = 200) String cron,
        @Size(max = 200) List<@NotNull @Valid TransformTask> transformTasks,
        Boolean continueOnSyncFailure) {

    /**
     * A connection in its place.
     *
     * @param id Airbyte's id of it
     * @param seq order among the connections
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "PipelineConnectionRequest")
    public record Connection(@NotNull String id, int seq) {}

    /**
     * A dbt task in its place.
     *
     * @param uuid of the organisation's task
     * @param seq order among the transform tasks
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "PipelineTransformTaskRequest")
    public record TransformTask(@NotNull String uuid, int seq) {}

    /** Ids of the connections, in order. */
    List<String> connectionIds() {
        return connections.stream()
                .sorted(Comparator.comparingInt(Connection::seq))
                .map(Connection::id)
                .toList();
    }

    /** Uuids of the transform tasks, in order. */
    List<String> taskUuids() {
        return transformTasks.stream()
                .sorted(Comparator.comparingInt(TransformTask::seq))
                .map(TransformTask::uuid)
                .toList();
    }
}
