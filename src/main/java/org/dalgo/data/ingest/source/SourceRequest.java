package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.dalgo.platform.error.Failure;

/**
 * A source as its form sends it.
 *
 * @param sourceDefId the connector; needed for a new source, fixed for one that exists
 * @param config in the form of the connector's specification. In a change, ten asterisks stand for the secret that is
 *     stored
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SourceRequest(
        @NotNull @Size(max = 255) String name, @Size(max = 40) String sourceDefId, @NotNull ObjectNode config) {

    SourceDraft draft() {
        return new SourceDraft(name, definition(), config);
    }

    private UUID definition() {
        try {
            return sourceDefId == null ? null : UUID.fromString(sourceDefId);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("sourceDefId", "is no id");
        }
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "SourceRequest[" + name + "]";
    }
}
