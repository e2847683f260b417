package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.dalgo.sandbox.airbyte.job.JobDocument;
import org.dalgo.sandbox.airbyte.job.JobMachine;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;

/** Jobs and attempts of the Config API. */
public final class Jobs {

    /** Types that Airbyte knows; a clear is stored as {@code reset_connection}. */
    private static final Set<String> TYPES = Set.of(
            "sync",
            "reset_connection",
            "clear",
            "refresh",
            "get_spec",
            "check_connection_source",
            "check_connection_destination",
            "discover_schema");

    private static final int PAGE = 200;

    private final Store store;
    private final JobMachine machine;
    private final SandboxClock clock;
    private final EmulatedVersion version;

    public Jobs(Store store, JobMachine machine, SandboxClock clock, EmulatedVersion version) {
        this.store = store;
        this.machine = machine;
        this.clock = clock;
        this.version = version;
    }

    public void register(Routes routes) {
        routes.now("jobs/list", this::list)
                .now("jobs/get", body -> job(body.number("id")).read(version, true))
                .now("jobs/get_without_logs", body -> job(body.number("id")).read(version, false))
                .now("jobs/get_light", body -> Json.object()
                        .set("job", job(body.number("id")).job()))
                .now("jobs/get_debug_info", this::debug)
                .now("jobs/get_last_replication_job", this::last)
                .later("jobs/cancel", this::cancel)
                .now("attempt/get_for_job", body -> job(body.number("jobId"))
                        .attempt((int) body.number("attemptNumber"), version));
    }

    JobDocument job(long id) {
        return new JobDocument(store.job(id), clock);
    }

    private JsonNode list(Body body) {
        List<String> types =
                body.list("configTypes").stream().map(JsonNode::asText).toList();
        types.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
            throw Refusal.badRequest("Unexpected value '" + type + "'");
        });
        List<JobDocument> found = store.jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> types.contains(job.type()))
                .filter(job -> !body.has("configId") || job.connectionId().equals(body.text("configId")))
                .filter(job -> body.json().path("statuses").isEmpty()
                        || Json.strings(body.json().get("statuses")).contains(job.status()))
                .filter(job -> within(body, "createdAt", job) && within(body, "updatedAt", job))
                .sorted(order(body))
                .toList();
        JsonNode pagination = body.json().path("pagination");
        ObjectNode answer = Json.object().put("totalJobCount", found.size());
        answer.set(
                "jobs",
                Json.array(found.stream()
                        .skip(pagination.path("rowOffset").asLong(0))
                        .limit(pagination.path("pageSize").asLong(PAGE))
                        .map(JobDocument::listed)));
        return answer;
    }

    private static boolean within(Body body, String field, JobDocument job) {
        long at = job.job().path(field).asLong();
        return (!body.has(field + "Start") || at >= seconds(body.text(field + "Start")))
                && (!body.has(field + "End") || at <= seconds(body.text(field + "End")));
    }

    private static long seconds(String time) {
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeParseException e) {
            throw Refusal.badRequest("Invalid json input. " + time + " is not a date and time");
        }
    }

    private static Comparator<JobDocument> order(Body body) {
        ToLongFunction<JobDocument> key = body.text("orderByField", "createdAt").equals("updatedAt")
                ? job -> job.job().path("updatedAt").asLong()
                : JobDocument::id;
        Comparator<JobDocument> order = Comparator.comparingLong(key);
        return body.text("orderByMethod", "DESC").equals("ASC") ? order : order.reversed();
    }

    private JsonNode debug(Body body) {
        return job(body.number("id")).read(version, true).put("airbyteVersion", version.toString());
    }

    private JsonNode last(Body body) {
        String id = body.id("connectionId");
        return store.jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> job.connectionId().equals(id))
                .max(Comparator.comparingLong(JobDocument::id))
                .<JsonNode>map(job -> Json.object().set("job", job.job()))
                .orElseGet(Json::object);
    }

    private Future<JsonNode> cancel(Body body) {
        return machine.cancel(job(body.number("id"))).map(job -> job.read(version, true));
    }
}
