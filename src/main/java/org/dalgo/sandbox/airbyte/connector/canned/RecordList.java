package org.dalgo.sandbox.airbyte.connector.canned;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.dalgo.sandbox.airbyte.connector.StreamByStreamConnector;

/** Records that need no closing, with the state that holds once they are read. */
final class RecordList implements StreamByStreamConnector.Records {

    private final Iterator<ObjectNode> records;
    private final Supplier<JsonNode> state;

    RecordList(Iterator<ObjectNode> records, Supplier<JsonNode> state) {
        this.records = records;
        this.state = state;
    }

    @Override
    public List<ObjectNode> next(int max) {
        List<ObjectNode> portion = new ArrayList<>(max);
        while (portion.size() < max && records.hasNext()) {
            portion.add(records.next());
        }
        return portion;
    }

    @Override
    public JsonNode state() {
        return state.get();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
