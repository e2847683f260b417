package org.dalgo.flow.run.log.view;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest event of each kind that is no line: the run's state, each step, each progress. A viewer receives those that
 * are newer than what it knows, in the order in which the kinds were first seen. Safe for any thread.
 */
class LatestRunEvents {

    private record VersionedEvent(long version, byte[] frame) {

        @Override
        public boolean equals(Object other) {
            return other instanceof VersionedEvent versionedEvent && Arrays.equals(frame, versionedEvent.frame);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(frame);
        }

        @Override
        public String toString() {
            return "Fact[" + version + "]";
        }
    }

    /**
     * What is new for a viewer.
     *
     * @param bytes events
     * @param version what the viewer knows after them
     */
    record RunDelta(Buffer bytes, long version) {}

    private final Map<String, VersionedEvent> events = new LinkedHashMap<>();
    private final Map<Long, RunDelta> deltas = new LinkedHashMap<>();
    private long version;

    /** Sets a fact. Answers whether it is new. */
    synchronized boolean put(String key, byte[] frame) {
        VersionedEvent known = events.get(key);
        if (known != null && Arrays.equals(known.frame(), frame)) {
            return false;
        }
        events.put(key, new VersionedEvent(++version, frame));
        deltas.clear();
        return true;
    }

    /** Evicts events that a new viewer does not need. */
    synchronized void evict(String prefix) {
        events.keySet().removeIf(key -> key.startsWith(prefix));
    }

    synchronized RunDelta since(long known) {
        return deltas.computeIfAbsent(known, ignored -> collect(known));
    }

    private RunDelta collect(long known) {
        Buffer bytes = Buffer.buffer();
        events.values().stream()
                .filter(versionedEvent -> versionedEvent.version() > known)
                .forEach(versionedEvent -> bytes.appendBytes(versionedEvent.frame()));
        return new RunDelta(bytes, version);
    }
}
