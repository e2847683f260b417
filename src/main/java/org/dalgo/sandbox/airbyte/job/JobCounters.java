package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** What an attempt has moved, by stream. */
final class JobCounters {

    /**
     * Records and bytes.
     *
     * @param emitted records read
     * @param committed records visible in the destination
     * @param bytes size of the records read
     */
    record Count(long emitted, long committed, long bytes) {

        static final Count NONE = new Count(0, 0, 0);

        Count plus(Count other) {
            return new Count(emitted + other.emitted, committed + other.committed, bytes + other.bytes);
        }

        Count commit() {
            return new Count(emitted, emitted, bytes);
        }

        ObjectNode render() {
            return SandboxJson.object()
                    .put("recordsEmitted", emitted)
                    .put("bytesEmitted", bytes)
                    .put("recordsCommitted", committed)
                    .put("bytesCommitted", committed == 0 ? 0 : bytes);
        }
    }

    private final Map<ConfiguredStream, Count> streams = new LinkedHashMap<>();
    private int states;
    private long nulled;

    void add(ConfiguredStream stream, int records, long bytes) {
        streams.merge(stream, new Count(records, 0, bytes), Count::plus);
    }

    void commit(ConfiguredStream stream) {
        streams.merge(stream, Count.NONE, Count::plus);
        streams.computeIfPresent(stream, (key, count) -> count.commit());
        states++;
    }

    /** Values that did not fit the type of their column. */
    void addNulled(long values) {
        nulled += values;
    }

    long nulled() {
        return nulled;
    }

    int states() {
        return states;
    }

    Count of(ConfiguredStream stream) {
        return streams.getOrDefault(stream, Count.NONE);
    }

    Count total() {
        return streams.values().stream().reduce(Count.NONE, Count::plus);
    }

    ArrayNode streamStats() {
        ArrayNode stats = SandboxJson.array();
        streams.forEach((stream, count) -> named(stats.addObject(), stream).set("stats", count.render()));
        return stats;
    }

    ArrayNode aggregated() {
        ArrayNode stats = SandboxJson.array();
        streams.forEach((stream, count) ->
                named(stats.addObject(), stream).put("wasBackfilled", false).setAll(count.render()));
        return stats;
    }

    private static ObjectNode named(ObjectNode stats, ConfiguredStream stream) {
        stats.put("streamName", stream.name());
        if (stream.namespace() != null) {
            stats.put("streamNamespace", stream.namespace());
        }
        return stats;
    }
}
