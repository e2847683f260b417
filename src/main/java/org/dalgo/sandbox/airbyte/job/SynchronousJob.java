package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** The {@code jobInfo} of a check or a discovery: a job that is not in the list of jobs. */
public final class SynchronousJob {

    private final String type;
    private final SandboxClock clock;
    private final EmulatedVersion version;
    private final long createdAt;
    private final ArrayNode events = SandboxJson.array();
    private final JobLog log;

    public SynchronousJob(String type, SandboxClock clock, EmulatedVersion version) {
        this.type = type;
        this.clock = clock;
        this.version = version;
        this.createdAt = clock.millis();
        this.log = new JobLog(events, clock);
    }

    public JobLog log() {
        return log;
    }

    public ObjectNode succeeded() {
        return info(true, createdAt, clock.millis());
    }

    /** Airbyte gives a stored catalog with both times zero. */
    public ObjectNode cached() {
        return info(true, 0, 0);
    }

    public ObjectNode failed(String origin, String message, Throwable cause) {
        log.error(JobLog.LogSource.PLATFORM, message, cause);
        ObjectNode info = info(false, createdAt, clock.millis());
        info.putObject("failureReason")
                .put("failureOrigin", origin)
                .put("failureType", "config_error")
                .put("externalMessage", message)
                .put("internalMessage", cause == null ? message : String.valueOf(cause.getMessage()))
                .put("stacktrace", cause == null ? "" : JobLog.trace(cause))
                .put("timestamp", clock.millis());
        return info;
    }

    private ObjectNode info(boolean succeeded, long start, long end) {
        ObjectNode info = SandboxJson.object()
                .put("id", UUID.randomUUID().toString())
                .put("configType", type)
                .put("createdAt", start)
                .put("endedAt", end)
                .put("succeeded", succeeded)
                .put("connectorConfigurationUpdated", false);
        JobLog.show(events, version, info);
        return info;
    }
}
