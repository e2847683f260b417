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
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.job.JobDocument;
import org.dalgo.sandbox.airbyte.job.JobStateMachine;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Jobs and attempts of the Config API. */
public final class JobRoutes {

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

    private final SandboxStore sandboxStore;
    private final JobStateMachine machine;
    private final SandboxClock clock;
    private final EmulatedVersion version;

    public JobRoutes(SandboxStore sandboxStore, JobStateMachine machine, SandboxClock clock, EmulatedVersion version) {
        this.sandboxStore = sandboxStore;
        this.machine = machine;
        this.clock = clock;
        this.version = version;
    }

    public void register(RouteTable routeTable) {
        routeTable
                .sync("jobs/list", this::list)
                .sync("jobs/get", requestBody -> job(requestBody.number("id")).read(version, true))
                .sync("jobs/get_without_logs", requestBody -> job(requestBody.number("id"))
                        .read(version, false))
                .sync("jobs/get_light", requestBody -> SandboxJson.object()
                        .set("job", job(requestBody.number("id")).job()))
                .sync("jobs/get_debug_info", this::debug)
                .sync("jobs/get_last_replication_job", this::last)
                .async("jobs/cancel", this::cancel)
                .sync("attempt/get_for_job", requestBody -> job(requestBody.number("jobId"))
                        .attempt((int) requestBody.number("attemptNumber"), version));
    }

    JobDocument job(long id) {
        return new JobDocument(sandboxStore.job(id), clock);
    }

    private JsonNode list(RequestBody requestBody) {
        List<String> types =
                requestBody.list("configTypes").stream().map(JsonNode::asText).toList();
        types.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
            throw AirbyteApiException.badRequest("Unexpected value '" + type + "'");
        });
        List<JobDocument> found = sandboxStore
                .jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> types.contains(job.type()))
                .filter(job ->
                        !requestBody.has("configId") || job.connectionId().equals(requestBody.text("configId")))
                .filter(job -> requestBody.json().path("statuses").isEmpty()
                        || SandboxJson.strings(requestBody.json().get("statuses"))
                                .contains(job.status()))
                .filter(job -> within(requestBody, "createdAt", job) && within(requestBody, "updatedAt", job))
                .sorted(order(requestBody))
                .toList();
        JsonNode pagination = requestBody.json().path("pagination");
        ObjectNode answer = SandboxJson.object().put("totalJobCount", found.size());
        answer.set(
                "jobs",
                SandboxJson.array(found.stream()
                        .skip(pagination.path("rowOffset").asLong(0))
                        .limit(pagination.path("pageSize").asLong(PAGE))
                        .map(JobDocument::listed)));
        return answer;
    }

    private static boolean within(RequestBody requestBody, String field, JobDocument job) {
        long at = job.job().path(field).asLong();
        return (!requestBody.has(field + "Start") || at >= seconds(requestBody.text(field + "Start")))
                && (!requestBody.has(field + "End") || at <= seconds(requestBody.text(field + "End")));
    }

    private static long seconds(String time) {
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeParseException e) {
            throw AirbyteApiException.badRequest("Invalid json input. " + time + " is not a date and time");
        }
    }

    private static Comparator<JobDocument> order(RequestBody requestBody) {
        ToLongFunction<JobDocument> key =
                requestBody.text("orderByField", "createdAt").equals("updatedAt")
                        ? job -> job.job().path("updatedAt").asLong()
                        : JobDocument::id;
        Comparator<JobDocument> order = Comparator.comparingLong(key);
        return requestBody.text("orderByMethod", "DESC").equals("ASC") ? order : order.reversed();
    }

    private JsonNode debug(RequestBody requestBody) {
        return job(requestBody.number("id")).read(version, true).put("airbyteVersion", version.toString());
    }

    private JsonNode last(RequestBody requestBody) {
        String id = requestBody.id("connectionId");
        return sandboxStore
                .jobs
                .live()
                .map(document -> new JobDocument(document, clock))
                .filter(job -> job.connectionId().equals(id))
                .max(Comparator.comparingLong(JobDocument::id))
                .<JsonNode>map(job -> SandboxJson.object().set("job", job.job()))
                .orElseGet(SandboxJson::object);
    }

    private Future<JsonNode> cancel(RequestBody requestBody) {
        return machine.cancel(job(requestBody.number("id"))).map(job -> job.read(version, true));
    }
}
