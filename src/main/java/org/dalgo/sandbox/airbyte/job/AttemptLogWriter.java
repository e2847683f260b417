package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.DestinationConnector;
import org.dalgo.sandbox.airbyte.job.JobLog.LogSource;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;

/**
 * What an attempt says, in the three voices of a real one. On purpose there is a line above 4,000 characters, and one with
 * colour codes and letters beyond ASCII: readers of logs must stand both.
 */
final class AttemptLogWriter {

    private static final int LONG_LINE = 4200;
    private static final int MOST_LINES = 2000;
    private static final int LONGEST_STATE = 1000;

    private final JobLog log;
    private final JobPlan plan;
    private int connectorLines;

    AttemptLogWriter(JobLog log, JobPlan plan) {
        this.log = log;
        this.plan = plan;
    }

    void start(long job, int attempt) {
        log.info(LogSource.PLATFORM, "----- START REPLICATION -----");
        log.info(LogSource.PLATFORM, "start sync worker. jobId: " + job + ", attemptId: " + attempt);
        log.info(LogSource.PLATFORM, "Source image: " + JobPlan.imageAndTag(plan.sourceDefinition()));
        log.info(LogSource.PLATFORM, "Destination image: " + JobPlan.imageAndTag(plan.destinationDefinition()));
        log.info(LogSource.PLATFORM, "configured sync modes: " + modes());
        log.info(LogSource.PLATFORM, "Setting connector resource requirements: cpu request 0.5, memory limit 2Gi");
        log.info(LogSource.PLATFORM, "Using default value for environment variable LAUNCHDARKLY_KEY: ''");
        log.info(LogSource.PLATFORM, configuredCatalog());
        log.info(LogSource.SOURCE, "Starting source: " + JobPlan.image(plan.sourceDefinition()));
        log.info(LogSource.SOURCE, "\u001b[32mINFO\u001b[0m locale hi_IN: नमस्ते, தமிழ், العربية, ✓ ready");
        log.info(LogSource.SOURCE, "Running source under deployment mode: OSS");
        log.info(
                LogSource.SOURCE,
                "integration args: {read=null, config=source_config.json, catalog=source_catalog.json}");
        log.info(LogSource.DESTINATION, "Starting destination: " + JobPlan.image(plan.destinationDefinition()));
        log.info(LogSource.DESTINATION, "integration args: {write=null, config=destination_config.json}");
        log.info(LogSource.DESTINATION, "Type and dedupe: final tables are written directly");
        log.warn(LogSource.DESTINATION, "Stand-in connector: timings are not those of a real image");
        log.info(LogSource.PLATFORM, "Transitioning workload to running state");
        log.info(LogSource.PLATFORM, "Starting heartbeat monitor; timeout 24h, source and destination threads started");
    }

    void opening(DestinationConnector.Target target, JsonNode state) {
        String name = target.stream().name();
        log.info(LogSource.PLATFORM, "Stream status TRACE received of status: STARTED for stream " + name);
        log.info(LogSource.DESTINATION, "Preparing table " + target.namespace() + "." + target.table());
        log.info(LogSource.SOURCE, "Marking stream " + name + " as STARTED; state " + cut(state.toString()));
        log.info(LogSource.SOURCE, "Syncing stream: " + name);
    }

    /** A line of a real connector. A log is read as a whole, so that it has an end. */
    void said(boolean isError, String text) {
        connectorLines++;
        if (connectorLines == MOST_LINES) {
            log.warn(LogSource.SOURCE, "The connector said more than " + MOST_LINES + " lines; the rest is left out");
        } else if (connectorLines < MOST_LINES) {
            if (isError) {
                log.error(LogSource.SOURCE, text, null);
            } else {
                log.info(LogSource.SOURCE, text);
            }
        }
    }

    /** Values that a destination could not keep: null in the table, and never in silence. */
    void nulled(ConfiguredStream stream, Map<String, Long> fields) {
        if (!fields.isEmpty()) {
            long values = fields.values().stream().mapToLong(Long::longValue).sum();
            log.warn(
                    LogSource.DESTINATION,
                    values + " values of stream " + stream.name()
                            + " did not fit the type of their column and are null, by field: " + fields);
        }
    }

    void read(ConfiguredStream stream, JobCounters.Count count) {
        if (count.emitted() % 1000 == 0) {
            log.info(LogSource.SOURCE, "Read " + count.emitted() + " records from " + stream.name() + " stream");
            log.info(LogSource.PLATFORM, "Records read: %d (%s)".formatted(count.emitted(), size(count.bytes())));
        }
    }

    void checkpoint(ConfiguredStream stream, JobCounters.Count count) {
        log.info(
                LogSource.DESTINATION,
                "State of stream " + stream.name() + " is kept: the " + count.committed()
                        + " records before it are in its table");
    }

    void committed(DestinationConnector.Target target, JobCounters.Count count) {
        String name = target.stream().name();
        log.info(LogSource.SOURCE, "Read " + count.emitted() + " records from " + name + " stream");
        log.info(LogSource.SOURCE, "Marking stream " + name + " as COMPLETE");
        log.info(LogSource.SOURCE, "State message for stream " + name + " emitted");
        log.info(
                LogSource.DESTINATION,
                "Wrote %d records (%s) to %s.%s, mode %s"
                        .formatted(
                                count.committed(),
                                size(count.bytes()),
                                target.namespace(),
                                target.table(),
                                target.stream().mode()));
        log.info(LogSource.PLATFORM, "Stream status TRACE received of status: COMPLETE for stream " + name);
    }

    void summary(JobCounters counters) {
        JobCounters.Count total = counters.total();
        log.info(LogSource.SOURCE, "Finished syncing " + JobPlan.image(plan.sourceDefinition()));
        log.info(LogSource.DESTINATION, "Destination process exited with 0");
        log.info(LogSource.PLATFORM, "Source and destination processes are done; state committed");
        log.info(
                LogSource.PLATFORM,
                "sync summary: {\"status\":\"completed\",\"recordsSynced\":%d,\"bytesSynced\":%d,\"streams\":%d,\"valuesNulled\":%d}"
                        .formatted(
                                total.committed(), total.bytes(), plan.streams().size(), counters.nulled()));
        log.info(LogSource.PLATFORM, "----- END REPLICATION -----");
    }

    void failed(Throwable failure) {
        if (failure instanceof AttemptCancelled) {
            log.warn(LogSource.PLATFORM, "Sync attempt was cancelled");
            return;
        }
        LogSource logSource =
                failure instanceof ConnectorFailure connector && connector.origin() == SandboxActorType.DESTINATION
                        ? LogSource.DESTINATION
                        : LogSource.SOURCE;
        log.error(logSource, "Something went wrong in the connector: " + failure.getMessage(), failure);
        log.error(LogSource.PLATFORM, "Sync worker failed: " + failure.getMessage(), null);
        log.info(LogSource.PLATFORM, "----- END REPLICATION -----");
    }

    void cancelling() {
        log.warn(LogSource.PLATFORM, "Received cancellation; stopping source and destination");
    }

    private String modes() {
        StringBuilder modes = new StringBuilder("{");
        plan.streams().forEach(stream -> modes.append(modes.length() > 1 ? ", " : "")
                .append(stream.name())
                .append('=')
                .append(stream.incremental() ? "incremental - " : "full_refresh - ")
                .append(stream.mode()));
        return modes.append('}').toString();
    }

    private String configuredCatalog() {
        StringBuilder line = new StringBuilder("Configured catalog: ");
        plan.streams()
                .forEach(stream -> line.append(stream.descriptor()).append(' ').append(stream.schema()));
        while (line.length() < LONG_LINE) {
            line.append(" ·");
        }
        return line.toString();
    }

    /** A connector's state may be as large as its longest line. */
    private static String cut(String state) {
        return state.length() > LONGEST_STATE
                ? state.substring(0, LONGEST_STATE) + "… (" + state.length() + " characters)"
                : state;
    }

    private static String size(long bytes) {
        return bytes < 1024 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f KB", bytes / 1024.0);
    }
}
