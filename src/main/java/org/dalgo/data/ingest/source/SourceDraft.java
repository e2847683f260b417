package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.upstream.airbyte.actor.ActorSpec;

/**
 * A source to be added, or the new state of a source.
 *
 * @param name unique in the organisation
 * @param definition the connector in Airbyte that reads it; ignored when a source is changed
 * @param config in the form of the connector's specification; may hold credentials
 */
public record SourceDraft(String name, UUID definition, ObjectNode config) {

    private static final int MAX_NAME_LENGTH = 255;

    /** Fails with INVALID, naming the field, when it cannot become a new source. */
    void checkNew() {
        check();
        if (definition == null) {
            throw Failure.invalid("sourceDefId", "is missing");
        }
    }

    /** Fails with INVALID, naming the field, when no source can become that. */
    void check() {
        if (name == null || name.isBlank() || name.length() > MAX_NAME_LENGTH) {
            throw Failure.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
        }
        if (config == null) {
            throw Failure.invalid("config", "is missing");
        }
    }

    /** To be made in that workspace, with the configuration completed. */
    ActorSpec toActorSpec(UUID workspace, ObjectNode completed) {
        return new ActorSpec(workspace, definition, name.strip(), completed);
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "SourceDraft[" + name + "]";
    }
}
