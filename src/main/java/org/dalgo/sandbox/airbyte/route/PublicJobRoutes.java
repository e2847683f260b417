package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.job.JobDocument;
import org.dalgo.sandbox.airbyte.job.JobStateMachine;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Jobs of the public API: start, follow, list, cancel. */
public final class PublicJobRoutes {

    private final SandboxStore sandboxStore;
    private final JobStateMachine machine;
    private final SandboxClock clock;

    public PublicJobRoutes(SandboxStore sandboxStore, JobStateMachine machine, SandboxClock clock) {
        this.sandboxStore = sandboxStore;
        this.machine = machine;
        this.clock = clock;
    }

    /** Answers as soon as the job has an id; it is still pending then. */
    public JsonNode start(RequestBody requestBody) {
        ObjectNode connection = sandboxStore.connections.live(requestBody.id("connectionId"));
        String type =
                switch (requestBody.text("jobType")) {
                    case "sync" -> "sync";
                    case "refresh" -> "refresh";
                    case "clear", "reset" -> "reset_connection";
                    default -> throw AirbyteApiException.badRequest("jobType must be sync, refresh, clear or reset");
                };
        Future<JobDocument> running = machine.start(connection, type, List.of(), null);
        return running.isComplete()
                ? read(running.result())
                : read(machine.active(requestBody.id("connectionId")).orElseThrow());
    }

    public JsonNode get(long id) {
        return read(job(id));
    }

    public Future<JsonNode> cancel(long id) {
        JobDocument job = job(id);
        if (job.isTerminal()) {
            throw AirbyteApiException.conflict("Job " + id + " is not running");
        }
        return machine.cancel(job).map(this::read);
    }

    public JsonNode list(MultiMap query) {
        Optional<String> connection = Optional.ofNullable(query.get("connectionId"));
        List<JsonNode> data = sandboxStore
                .jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> connection.isEmpty() || connection.get().equals(job.connectionId()))
                .sorted(Comparator.comparingLong(JobDocument::id).reversed())
                .map(this::read)
                .filter(job -> matches(query, "status", job) && matches(query, "jobType", job))
                .skip(number(query, "offset", 0))
                .limit(number(query, "limit", 20))
                .toList();
        ObjectNode answer = SandboxJson.object().put("next", "").put("previous", "");
        answer.set("data", SandboxJson.array(data.stream()));
        return answer;
    }

    private static boolean matches(MultiMap query, String field, JsonNode job) {
        return !query.contains(field) || query.get(field).equals(job.path(field).asText());
    }

    private static long number(MultiMap query, String name, long fallback) {
        try {
            return query.contains(name) ? Long.parseLong(query.get(name)) : fallback;
        } catch (NumberFormatException e) {
            throw AirbyteApiException.badRequest(name + " must be a number");
        }
    }

    private JobDocument job(long id) {
        return new JobDocument(sandboxStore.job(id), clock);
    }

    private JsonNode read(JobDocument job) {
        ObjectNode read = SandboxJson.object()
                .put("jobId", job.id())
                .put("status", job.status())
                .put("jobType", job.type().equals("reset_connection") ? "reset" : job.type())
                .put("connectionId", job.connectionId())
                .put("startTime", at(job, "createdAt").toString());
        if (job.isTerminal()) {
            read.put("lastUpdatedAt", at(job, "updatedAt").toString());
        }
        if (!job.status().equals("pending")) {
            read.put(
                    "duration",
                    Duration.between(at(job, "createdAt"), at(job, "updatedAt")).toString());
        }
        JsonNode stats = job.job().path("aggregatedStats");
        if (!stats.isMissingNode()) {
            read.put("bytesSynced", stats.path("bytesCommitted").asLong());
            read.put("rowsSynced", stats.path("recordsCommitted").asLong());
        }
        return read;
    }

    private static Instant at(JobDocument job, String field) {
        return Instant.ofEpochSecond(job.job().path(field).asLong());
    }
}
