package org.dalgo.light.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One message of a connector. */
public sealed interface Message {

    /**
     * A row.
     *
     * @param stream name of the stream
     * @param namespace its namespace; empty for none
     * @param data its fields
     */
    record Row(String stream, String namespace, ObjectNode data) implements Message {}

    /** Where the read stands, as the protocol's {@code state}. */
    record State(ObjectNode state) implements Message {}

    /** A line of the log, secrets masked. */
    record Log(LogLevel level, String text) implements Message {}

    /**
     * A stream has reached a status.
     *
     * @param status {@code STARTED}, {@code RUNNING}, {@code COMPLETE} or {@code INCOMPLETE}
     */
    record StreamStatus(String stream, String namespace, String status) implements Message {}

    /** The streams that there are, as the protocol's {@code catalog}. */
    record Catalog(ObjectNode catalog) implements Message {}

    /** The protocol's {@code spec}. */
    record Specification(ObjectNode specification) implements Message {}

    /** What a check came to; the message is empty when it works. */
    record CheckOutcome(boolean works, String message) implements Message {}

    /** The connector changed its own configuration, for example a token that is valid once. */
    record ChangedConfiguration(ObjectNode configuration) implements Message {}

    /** The connector says why it fails. */
    record Failure(ConnectorError error) implements Message {}
}
