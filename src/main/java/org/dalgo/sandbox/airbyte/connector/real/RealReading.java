package org.dalgo.sandbox.airbyte.connector.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dalgo.light.connector.ConnectorRead;
import org.dalgo.light.protocol.ConnectorError;
import org.dalgo.light.protocol.LogLevel;
import org.dalgo.light.protocol.Message;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;

/**
 * The messages of one process. A stream ends when its connector says so. Where a connector says so of none, all end with the
 * process when that did its work.
 */
final class RealReading implements SourceConnector.Reading {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MOST_NAMED = 10;

    private final ConnectorRead read;
    /** Streams that have not ended, by namespace and name. */
    private final Map<String, ConfiguredStream> open = new LinkedHashMap<>();

    private final Map<String, JsonNode> states = new HashMap<>();
    private final Deque<SourceConnector.Item> atTheEnd = new ArrayDeque<>();
    private boolean tellsStatuses;
    private boolean ended;

    RealReading(ConnectorRead read, List<SourceConnector.Selected> streams) {
        this.read = read;
        streams.forEach(selected -> open.put(selected.stream().identity(), selected.stream()));
    }

    @Override
    public List<SourceConnector.Item> next(int max) {
        return ConnectorErrors.told(() -> portion(max));
    }

    private List<SourceConnector.Item> portion(int max) {
        List<SourceConnector.Item> items = new ArrayList<>();
        Instant begin = Instant.now();
        // A slow service is seen to move, too.
        while (items.size() < max
                && !ended
                && (items.isEmpty() || Duration.between(begin, Instant.now()).compareTo(PATIENCE) < 0)) {
            Optional<Message> message = read.next();
            if (message.isEmpty()) {
                ended = true;
                if (!tellsStatuses) {
                    open.forEach(
                            (key, stream) -> atTheEnd.add(new SourceConnector.Item.Ended(stream, states.get(key))));
                    open.clear();
                }
            } else if (accept(message.get(), items)) {
                return items;
            }
        }
        if (items.isEmpty() && !atTheEnd.isEmpty()) {
            items.add(atTheEnd.remove());
        }
        if (items.isEmpty() && ended && !open.isEmpty()) {
            throw new ConnectorError(
                    ConnectorError.Kind.SYSTEM,
                    "The connector did not complete " + named(open.values()) + "; what was there before is kept",
                    "");
        }
        return items;
    }

    /** Whether the message ended a stream. */
    private boolean accept(Message message, List<SourceConnector.Item> items) {
        if (message instanceof Message.Row row) {
            ConfiguredStream stream = open.get(row.namespace() + "." + row.stream());
            if (stream == null) {
                throw new ConnectorError(
                        ConnectorError.Kind.SYSTEM,
                        "The connector wrote records of " + row.stream() + " after the end of this stream",
                        "");
            }
            items.add(new SourceConnector.Item.Row(stream, row.data()));
        } else if (message instanceof Message.Log line) {
            items.add(new SourceConnector.Item.Line(line.level() == LogLevel.ERROR, line.text()));
        } else if (message instanceof Message.State state) {
            keep(state.state(), items);
        } else if (message instanceof Message.ChangedConfiguration) {
            items.add(new SourceConnector.Item.Line(
                    true, "The connector changed its configuration; this stand-in does not keep the change"));
        } else if (message instanceof Message.StreamStatus status) {
            tellsStatuses = true;
            String key = status.namespace() + "." + status.stream();
            ConfiguredStream stream = status.status().equals("COMPLETE") ? open.remove(key) : null;
            if (stream != null) {
                items.add(new SourceConnector.Item.Ended(stream, states.get(key)));
                return true;
            }
        }
        return false;
    }

    private static String named(Collection<ConfiguredStream> streams) {
        return streams.stream()
                .limit(MOST_NAMED)
                .map(ConfiguredStream::name)
                .collect(Collectors.joining(", ", "", streams.size() > MOST_NAMED ? ", …" : ""));
    }

    private void keep(ObjectNode state, List<SourceConnector.Item> items) {
        JsonNode stream = state.path("stream");
        if (stream.path("stream_state").isObject()) {
            JsonNode descriptor = stream.path("stream_descriptor");
            String key = descriptor.path("namespace").asText("") + "."
                    + descriptor.path("name").asText();
            states.put(key, stream.get("stream_state"));
            if (open.containsKey(key)) {
                items.add(new SourceConnector.Item.State(open.get(key), stream.get("stream_state")));
            }
        } else if (!state.path("type").asText().equals("STREAM")) {
            items.add(new SourceConnector.Item.Line(
                    true,
                    "State of the kind " + state.path("type").asText("LEGACY")
                            + " is not kept by this stand-in: the next sync reads everything"));
        }
    }

    @Override
    public void cancel() {
        read.kill();
    }

    @Override
    public void close() {
        read.close();
    }
}
