package org.dalgo.data.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.ActorSpec;

/**
 * A source that somebody wants to add.
 *
 * @param name unique in the organisation
 * @param definition the connector in Airbyte that reads it
 * @param config what the connector's specification asks for; may hold credentials
 */
public record SourceDraft(String name, UUID definition, ObjectNode config) {

    static final int LONGEST_NAME = 255;

    void check() {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw Failure.invalid("name", "must have 1 to " + LONGEST_NAME + " characters");
        }
        if (definition == null) {
            throw Failure.invalid("sourceDefId", "is missing");
        }
        if (config == null) {
            throw Failure.invalid("config", "is missing");
        }
    }

    ActorSpec in(UUID workspace) {
        return new ActorSpec(workspace, definition, name.strip(), config);
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "SourceDraft[" + name + "]";
    }
}
