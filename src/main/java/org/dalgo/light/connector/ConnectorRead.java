package org.dalgo.light.connector;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.dalgo.light.protocol.ConnectorProcess;
import org.dalgo.light.protocol.LogLevel;
import org.dalgo.light.protocol.Message;

/** An attempt to read: one process, whose messages are pulled. Rows of streams that were not chosen are left out. */
public final class ConnectorRead implements AutoCloseable {

    private final ConnectorProcess process;
    private final Set<String> chosen;
    private final Set<String> reported = new HashSet<>();

    ConnectorRead(ConnectorProcess process, Set<String> chosen) {
        this.process = process;
        this.chosen = chosen;
    }

    /** Key of a stream: its namespace, which may be empty, and its name. */
    static String key(String namespace, String stream) {
        return namespace + "." + stream;
    }

    /** The next message; empty when everything was read. Fails as {@link ConnectorProcess#next} does. */
    public Optional<Message> next() {
        while (true) {
            Optional<Message> next = process.next();
            if (next.isPresent()
                    && next.get() instanceof Message.Row row
                    && !chosen.contains(key(row.namespace(), row.stream()))) {
                if (reported.size() < 100 && reported.add(row.stream())) {
                    return Optional.of(new Message.Log(
                            LogLevel.WARN,
                            "The connector wrote records of " + row.stream()
                                    + ", a stream that is not selected; they are left out"));
                }
            } else {
                return next;
            }
        }
    }

    /** Ends the process; may be called from any thread, and does not wait. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
