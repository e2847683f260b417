package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.job.JobDocument;
import org.dalgo.sandbox.airbyte.job.JobStateMachine;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** How connections stand: status of many, live counters of one, stored cursors. */
public final class ConnectionStatusRoutes {

    private final SandboxStore sandboxStore;
    private final JobStateMachine machine;
    private final SandboxClock clock;
    private final EmulatedVersion version;

    public ConnectionStatusRoutes(
            SandboxStore sandboxStore, JobStateMachine machine, SandboxClock clock, EmulatedVersion version) {
        this.sandboxStore = sandboxStore;
        this.machine = machine;
        this.clock = clock;
        this.version = version;
    }

    public void register(RouteTable routeTable) {
        routeTable
                .sync(
                        "connections/status",
                        requestBody -> SandboxJson.array(
                                requestBody.list("connectionIds").stream().map(id -> status(id.asText()))))
                .sync("connections/sync_progress", this::progress)
                .sync("state/get", this::state)
                .sync("state/create_or_update_safe", this::restore);
    }

    private ObjectNode status(String id) {
        sandboxStore.connections.live(id);
        Optional<JobDocument> active = machine.active(id);
        Optional<JobDocument> last = newest(id, Set.of("sync", "refresh"));
        ObjectNode status = SandboxJson.object().put("connectionId", id);
        last.ifPresent(job -> status.put("lastSyncJobId", job.id()));
        jobs(id, Set.of("sync"))
                .filter(job -> job.status().equals("succeeded"))
                .max(Comparator.comparingLong(JobDocument::id))
                .ifPresent(job -> status.put(
                        "lastSuccessfulSync", job.job().path("updatedAt").asLong()));
        if (!version.structuredLogs()) {
            last.ifPresent(job -> status.put("lastSyncJobStatus", job.status()));
            return status.put("isRunning", active.isPresent()).put("isLastCompletedJobReset", false);
        }
        active.ifPresent(job -> status.set("activeJob", job.job().deepCopy()));
        return status.put("connectionSyncStatus", syncStatus(active, last));
    }

    private static String syncStatus(Optional<JobDocument> active, Optional<JobDocument> last) {
        if (active.isPresent()) {
            return active.get().status().equals("incomplete") ? "incomplete" : "running";
        }
        return last.map(job -> switch (job.status()) {
                    case "succeeded" -> "synced";
                    case "failed" -> "failed";
                    default -> "incomplete";
                })
                .orElse("pending");
    }

    private JsonNode progress(RequestBody requestBody) {
        String id = requestBody.id("connectionId");
        sandboxStore.connections.live(id);
        ObjectNode progress = SandboxJson.object().put("connectionId", id);
        progress.putArray("streams");
        machine.active(id).ifPresent(job -> {
            progress.put("jobId", job.id()).put("configType", job.type());
            progress.put("syncStartedAt", job.job().path("startedAt").asLong(0));
            if (job.job().has("aggregatedStats")) {
                progress.setAll((ObjectNode) job.job().get("aggregatedStats").deepCopy());
                progress.set("streams", job.job().get("streamAggregatedStats").deepCopy());
            }
        });
        return progress;
    }

    /** The newest job of a connection. */
    Optional<JobDocument> newest(String connectionId, Set<String> types) {
        return jobs(connectionId, types).max(Comparator.comparingLong(JobDocument::id));
    }

    private Stream<JobDocument> jobs(String connectionId, Set<String> types) {
        return sandboxStore
                .jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> job.connectionId().equals(connectionId) && types.contains(job.type()));
    }

    private JsonNode state(RequestBody requestBody) {
        String id = requestBody.id("connectionId");
        sandboxStore.connections.live(id);
        ObjectNode answer = SandboxJson.object().put("connectionId", id);
        if (!sandboxStore.states.has(id) || sandboxStore.states.any(id).isEmpty()) {
            return answer.put("stateType", "not_set");
        }
        answer.put("stateType", "stream");
        sandboxStore.states.any(id).properties().forEach(state -> {
            ObjectNode stream = answer.withArray("streamState").addObject();
            int dot = state.getKey().indexOf('.');
            ObjectNode descriptor = stream.putObject("streamDescriptor")
                    .put("name", state.getKey().substring(dot + 1));
            if (dot > 0) {
                descriptor.put("namespace", state.getKey().substring(0, dot));
            }
            stream.set("streamState", state.getValue());
        });
        return answer;
    }

    private JsonNode restore(RequestBody requestBody) {
        String id = requestBody.id("connectionId");
        sandboxStore.connections.live(id);
        if (machine.active(id).isPresent()) {
            throw new AirbyteApiException(423, "State cannot be updated while a sync is running");
        }
        ObjectNode states = SandboxJson.object();
        List<JsonNode> wanted = SandboxJson.items(
                        requestBody.object("connectionState").path("streamState"))
                .toList();
        wanted.forEach(stream ->
                states.set(ConfiguredStream.key(stream.path("streamDescriptor")), stream.path("streamState")));
        sandboxStore.states.put(id, states);
        sandboxStore.touch();
        return state(requestBody);
    }
}
