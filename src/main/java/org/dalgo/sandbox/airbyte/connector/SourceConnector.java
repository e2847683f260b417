package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;

/** Something to read from. Methods block; they run on worker threads. */
public interface SourceConnector {

    /** Whether the configuration works. */
    ConnectorCheckResult check(ObjectNode config);

    /** Streams there are, each as Airbyte's {@code AirbyteStream}. */
    ArrayNode discover(ObjectNode config);

    /** Opens all streams of one attempt. */
    Reading open(ObjectNode config, List<Selected> streams);

    /**
     * A stream to read.
     *
     * @param state where the last read ended; a missing or empty node on the first
     */
    record Selected(ConfiguredStream stream, JsonNode state) {}

    /** What a reading brings. */
    sealed interface Item {

        /** A record of a stream. */
        record Row(ConfiguredStream stream, ObjectNode data) implements Item {}

        /** The records before it need not be read again by who goes on from this state. */
        record State(ConfiguredStream stream, JsonNode state) implements Item {}

        /** A stream is complete; its state is null when it has none. */
        record Ended(ConfiguredStream stream, JsonNode state) implements Item {}

        /** A line for the attempt's log. */
        record Line(boolean isError, String text) implements Item {}
    }

    /** One attempt's reading. */
    interface Reading extends AutoCloseable {

        /** The next at most {@code max} items, of which only the last ends a stream; empty at the end. */
        List<Item> next(int max);

        /** Ends it from another thread, without waiting. A pending {@link #next} fails. */
        void cancel();

        @Override
        void close();
    }
}
