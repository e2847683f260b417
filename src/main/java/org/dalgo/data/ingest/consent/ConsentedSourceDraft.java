package org.dalgo.data.ingest.consent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/**
 * A source that is to be read with a Google account.
 *
 * @param name unique in the organisation
 * @param definition the connector in Airbyte
 * @param config in the form of the connector's specification, without credentials
 * @param handle of the consent, as the browser brought it back
 */
record ConsentedSourceDraft(String name, UUID definition, ObjectNode config, String handle) {

    /** Without the handle. */
    @Override
    public String toString() {
        return "ConsentedSourceDraft[" + name + "]";
    }
}
