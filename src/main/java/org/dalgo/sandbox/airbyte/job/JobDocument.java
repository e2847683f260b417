package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** One stored job {@code {job, attempts: [{attempt, events}], refresh?}} and the ways in which Airbyte shows it. */
public final class JobDocument {

    private static final Set<String> TERMINAL = Set.of("succeeded", "failed", "cancelled");

    private final ObjectNode document;
    private final SandboxClock clock;

    public JobDocument(ObjectNode document, SandboxClock clock) {
        this.document = document;
        this.clock = clock;
    }

    static JobDocument create(long id, String type, String connectionId, SandboxClock clock) {
        ObjectNode document = SandboxJson.object();
        document.putObject("job")
                .put("id", id)
                .put("configType", type)
                .put("configId", connectionId)
                .put("createdAt", clock.seconds())
                .put("updatedAt", clock.seconds())
                .put("status", "pending");
        document.putArray("attempts");
        return new JobDocument(document, clock);
    }

    ObjectNode document() {
        return document;
    }

    public ObjectNode job() {
        return (ObjectNode) document.get("job");
    }

    public long id() {
        return job().get("id").asLong();
    }

    public String connectionId() {
        return job().get("configId").asText();
    }

    public String type() {
        return job().get("configType").asText();
    }

    public String status() {
        return job().get("status").asText();
    }

    public boolean isTerminal() {
        return TERMINAL.contains(status());
    }

    ArrayNode attempts() {
        return (ArrayNode) document.get("attempts");
    }

    public ObjectNode attempt() {
        return (ObjectNode) attempts().get(attempts().size() - 1).get("attempt");
    }

    ArrayNode events() {
        return (ArrayNode) attempts().get(attempts().size() - 1).get("events");
    }

    void setStatus(String status) {
        job().put("status", status).put("updatedAt", clock.seconds());
    }

    void beginAttempt() {
        setStatus("running");
        if (!job().has("startedAt")) {
            job().put("startedAt", clock.seconds());
        }
        ObjectNode attempt = attempts().addObject();
        attempt.putObject("attempt")
                .put("id", attempts().size() - 1L)
                .put("status", "running")
                .put("createdAt", clock.seconds())
                .put("updatedAt", clock.seconds());
        attempt.putArray("events");
    }

    void endAttempt(String status) {
        attempt().put("status", status).put("updatedAt", clock.seconds()).put("endedAt", clock.seconds());
    }

    void failure(String origin, String type, String message, Throwable cause, boolean partial) {
        ObjectNode summary = attempt().putObject("failureSummary").put("partialSuccess", partial);
        summary.putArray("failures")
                .addObject()
                .put("failureOrigin", origin)
                .put("failureType", type)
                .put("externalMessage", message)
                .put("internalMessage", cause == null ? message : String.valueOf(cause.getMessage()))
                .put("stacktrace", cause == null ? "" : JobLog.trace(cause))
                .put("retryable", type.equals("transient_error"))
                .put("timestamp", clock.millis());
    }

    /** Stores the attempt's counters and their sum over all attempts. */
    void count(JobCounters counters) {
        attempt().put("recordsSynced", counters.total().committed());
        attempt().put("bytesSynced", counters.total().bytes()).put("updatedAt", clock.seconds());
        attempt().set("totalStats", counters.total().render().put("stateMessagesEmitted", counters.states()));
        attempt().set("streamStats", counters.streamStats());
        job().set("aggregatedStats", counters.total().render());
        job().set("streamAggregatedStats", counters.aggregated());
        job().put("updatedAt", clock.seconds());
    }

    /** As in {@code jobs/list}: attempts bare. */
    public ObjectNode listed() {
        ObjectNode answer = SandboxJson.object();
        answer.set("job", job().deepCopy());
        answer.set("attempts", SandboxJson.array(SandboxJson.items(attempts()).map(attempt -> attempt.get("attempt"))));
        return answer;
    }

    /** As in {@code jobs/get}: attempts wrapped, with logs if requested. */
    public ObjectNode read(EmulatedVersion version, boolean logs) {
        ObjectNode answer = SandboxJson.object();
        answer.set("job", job().deepCopy());
        ArrayNode list = answer.putArray("attempts");
        for (int i = 0; i < attempts().size(); i++) {
            list.add(
                    logs
                            ? attempt(i, version)
                            : SandboxJson.object()
                                    .set("attempt", attempts().get(i).get("attempt")));
        }
        return answer;
    }

    /** One attempt with its log. */
    public ObjectNode attempt(int number, EmulatedVersion version) {
        JsonNode attempt = attempts().get(number);
        if (attempt == null) {
            throw AirbyteApiException.notFound("ATTEMPT", id() + ":" + number);
        }
        ObjectNode answer = SandboxJson.object();
        answer.set("attempt", attempt.get("attempt").deepCopy());
        JobLog.show(attempt.get("events"), version, answer);
        return answer;
    }
}
