package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Specification;

/** Completes what a person typed by what nobody has to type. */
@ApplicationScoped
class SourceConfigs {

    private final AirbyteAdapter airbyte;
    private final GoogleKey google;

    @Inject
    SourceConfigs(AirbyteAdapter airbyte, GoogleKey google) {
        this.airbyte = airbyte;
        this.google = google;
    }

    /**
     * The configuration with the values that the connector's specification fixes, and with the installation's own key for a
     * Google sheet that brings none. Fails with NOT_FOUND for an unknown connector.
     */
    Uni<ObjectNode> complete(UUID workspace, SourceDraft draft) {
        return airbyte.sourceDefinitions()
                .specification(workspace, draft.definition())
                .map(specification -> withConstants(specification, draft.config()))
                .call(config -> google.mayComplete(config)
                        ? airbyte.sourceDefinitions()
                                .get(workspace, draft.definition())
                                .invoke(connector -> google.complete(connector, config))
                        : Uni.createFrom().nullItem());
    }

    private static ObjectNode withConstants(Specification specification, ObjectNode config) {
        ObjectNode complete = config.deepCopy();
        specification.schema().path("properties").properties().forEach(property -> {
            JsonNode constant = property.getValue().path("const");
            if (!constant.isMissingNode()) {
                complete.set(property.getKey(), constant);
            }
        });
        return complete;
    }
}
