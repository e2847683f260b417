package org.dalgo.upstream.prefect.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.PrefectJson;
import org.dalgo.upstream.prefect.run.StateType;

/** Reads events as they come from the socket; what it does not know or cannot read is no event. */
final class PrefectEventParser {

    static final String FLOW_RUN = "prefect.flow-run.";
    static final String TASK_RUN = "prefect.task-run.";
    static final String SYNC = "dalgo.sync.";
    static final String RUN = "dalgo.run.";
    private static final String SYNC_PROGRESS = SYNC + "progress";
    private static final String RUN_ALIVE = RUN + "alive";
    private static final String RUN_OUTCOME = RUN + "outcome";
    private static final String ID = "prefect.resource.id";

    private PrefectEventParser() {}

    static Optional<PrefectEvent> parse(JsonNode event) {
        String name = event.path("event").asText();
        try {
            if (SYNC_PROGRESS.equals(name)) {
                return progress(event);
            }
            if (RUN_ALIVE.equals(name)) {
                return resource(event).map(PrefectEvent.RunAlive::new);
            }
            if (RUN_OUTCOME.equals(name)) {
                return resource(event).map(PrefectEvent.OutcomeStored::new);
            }
            // Heartbeats and the like carry no state.
            if (!event.path("resource").path("prefect.state-type").isTextual()) {
                return Optional.empty();
            }
            if (name.startsWith(FLOW_RUN)) {
                return Optional.of(flowRun(event));
            }
            return name.startsWith(TASK_RUN) ? Optional.of(taskRun(event)) : Optional.empty();
        } catch (RuntimeException e) {
            // A malformed identifier, time or state type of an event that is not ours.
            return Optional.empty();
        }
    }

    private static PrefectEvent flowRun(JsonNode event) {
        JsonNode resource = event.path("resource");
        return new PrefectEvent.FlowRunChanged(
                UUID.fromString(event.path("id").asText()),
                occurred(event),
                idAfter(FLOW_RUN, resource.path(ID)),
                resource.path("prefect.resource.name").asText(null),
                related(event, "deployment", "prefect.deployment.").orElse(null),
                StateType.valueOf(resource.path("prefect.state-type").asText()),
                resource.path("prefect.state-name").asText());
    }

    private static PrefectEvent taskRun(JsonNode event) {
        JsonNode resource = event.path("resource");
        return new PrefectEvent.TaskRunChanged(
                UUID.fromString(event.path("id").asText()),
                occurred(event),
                idAfter(TASK_RUN, resource.path(ID)),
                related(event, "flow-run", FLOW_RUN).orElse(null),
                resource.path("prefect.resource.name").asText(null),
                StateType.valueOf(resource.path("prefect.state-type").asText()),
                resource.path("prefect.state-name").asText());
    }

    private static Optional<PrefectEvent> progress(JsonNode event) {
        JsonNode payload = event.path("payload");
        Optional<UUID> flowRun = payloadId(payload, "flow_run_id")
                .or(() -> resource(event))
                .or(() -> related(event, "flow-run", FLOW_RUN));
        Optional<UUID> taskRun = payloadId(payload, "task_run_id").or(() -> related(event, "task-run", TASK_RUN));
        return flowRun.map(run -> new PrefectEvent.SyncProgress(
                run,
                taskRun.orElse(null),
                payload.path("label").asText(null),
                payload.path("records").asLong(),
                payload.path("bytes").asLong(),
                payload.path("estimated_total").isNumber()
                        ? Long.valueOf(payload.path("estimated_total").asLong())
                        : null));
    }

    static Instant occurred(JsonNode event) {
        return PrefectJson.read(event.path("occurred"), Instant.class);
    }

    /** The flow run that an event is about, if it is about one. */
    private static Optional<UUID> resource(JsonNode event) {
        JsonNode id = event.path("resource").path(ID);
        return id.asText().startsWith(FLOW_RUN) ? Optional.of(idAfter(FLOW_RUN, id)) : Optional.empty();
    }

    private static Optional<UUID> payloadId(JsonNode payload, String field) {
        return payload.path(field).isTextual()
                ? Optional.of(UUID.fromString(payload.path(field).asText()))
                : Optional.empty();
    }

    private static Optional<UUID> related(JsonNode event, String role, String prefix) {
        for (JsonNode related : event.path("related")) {
            if (role.equals(related.path("prefect.resource.role").asText())) {
                return Optional.of(idAfter(prefix, related.path(ID)));
            }
        }
        return Optional.empty();
    }

    private static UUID idAfter(String prefix, JsonNode id) {
        return UUID.fromString(id.asText().substring(prefix.length()));
    }
}
