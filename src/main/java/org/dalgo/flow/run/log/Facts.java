package org.dalgo.flow.run.log;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest event of each kind that is no line: the run's state, each step, each progress. A viewer is told those that
 * are newer than what it knows, in the order in which the kinds were first seen. Safe for any thread.
 */
class Facts {

    private record Fact(long version, byte[] frame) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Fact fact && Arrays.equals(frame, fact.frame);
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
    record News(Buffer bytes, long version) {}

    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private final Map<Long, News> news = new LinkedHashMap<>();
    private long version;

    /** Sets a fact. Answers whether it is new. */
    synchronized boolean set(String key, byte[] frame) {
        Fact known = facts.get(key);
        if (known != null && Arrays.equals(known.frame(), frame)) {
            return false;
        }
        facts.put(key, new Fact(++version, frame));
        news.clear();
        return true;
    }

    /** Forgets facts that are no longer worth telling to a newcomer. */
    synchronized void forget(String prefix) {
        facts.keySet().removeIf(key -> key.startsWith(prefix));
    }

    synchronized News since(long known) {
        return news.computeIfAbsent(known, ignored -> collect(known));
    }

    private News collect(long known) {
        Buffer bytes = Buffer.buffer();
        facts.values().stream().filter(fact -> fact.version() > known).forEach(fact -> bytes.appendBytes(fact.frame()));
        return new News(bytes, version);
    }
}
