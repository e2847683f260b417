package org.dalgo.data.connector.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import org.dalgo.platform.tenancy.OrgId;

/** Executes one kind of command; a bean for each kind. It may run twice for one request, so it changes nothing. */
public interface ConnectorCommand {

    /** Name of the kind, as it stands in the rows. */
    String kind();

    /**
     * Does what was requested; takes seconds to minutes.
     *
     * @param request as it was given to {@link ConnectorCommandService#execute}; may hold credentials
     * @return the result for the person who waits; fails with a {@link org.dalgo.platform.error.Failure} in words for them
     */
    Uni<JsonNode> run(OrgId org, JsonNode request);

    /** Whether the result may answer a later request, when no client received it. A connector that said no is asked again. */
    default boolean isKept(JsonNode result) {
        return true;
    }
}
