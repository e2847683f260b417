package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;

/** A source whose streams are read one after the other. */
public abstract class StreamByStreamConnector implements SourceConnector {

    /**
     * Opens one stream.
     *
     * @param state where the last read ended; a missing or empty node on the first
     */
    protected abstract Records read(ObjectNode config, ConfiguredStream stream, JsonNode state);

    @Override
    public final Reading open(ObjectNode config, List<Selected> streams) {
        return new OneAfterTheOther(config, streams.iterator());
    }

    /** Records of one stream in portions. */
    public interface Records extends AutoCloseable {

        /** The next at most {@code max} records; empty at the end. */
        List<ObjectNode> next(int max);

        /** Where the read stands; null when the stream has no cursor. */
        JsonNode state();

        @Override
        void close();
    }

    private final class OneAfterTheOther implements Reading {

        private final ObjectNode config;
        private final Iterator<Selected> left;
        private Selected current;
        private Records records;

        OneAfterTheOther(ObjectNode config, Iterator<Selected> left) {
            this.config = config;
            this.left = left;
        }

        @Override
        public List<Item> next(int max) {
            if (records == null) {
                if (!left.hasNext()) {
                    return List.of();
                }
                current = left.next();
                records = read(config, current.stream(), current.state());
            }
            List<Item> items = new ArrayList<>();
            records.next(max).forEach(row -> items.add(new Item.Row(current.stream(), row)));
            if (items.isEmpty()) {
                items.add(new Item.Ended(current.stream(), records.state()));
                close();
            }
            return items;
        }

        @Override
        public void cancel() {
            // Portions are short: the attempt ends after the next one.
        }

        @Override
        public void close() {
            if (records != null) {
                records.close();
                records = null;
            }
        }
    }
}
