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

    /**
     * Opens one stream.
     *
     * @param state where the last read ended; a missing node on the first
     */
    Records read(ObjectNode config, ConfiguredStream stream, JsonNode state);

    /** Records of one stream in portions. */
    interface Records extends AutoCloseable {

        /** The next at most {@code max} records; empty at the end. */
        List<ObjectNode> next(int max);

        /** Where the read stands; null when the stream has no cursor. */
        JsonNode state();

        @Override
        void close();
    }
}
