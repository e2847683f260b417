package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.actor.ActorSpec;
import org.dalgo.upstream.airbyte.definition.Specification;

/** Completes what a person typed by what nobody has to type. */
@ApplicationScoped
class SourceConfigCompleter {

    private final WorkspaceService workspaces;
    private final AirbyteAdapter airbyte;
    private final GoogleServiceAccount google;

    @Inject
    SourceConfigCompleter(WorkspaceService workspaces, AirbyteAdapter airbyte, GoogleServiceAccount google) {
        this.workspaces = workspaces;
        this.airbyte = airbyte;
        this.google = google;
    }

    /**
     * What is to be made in the organisation's workspace: the configuration with the values that the connector's
     * specification fixes, and with the installation's own key for a Google sheet that brings none. Fails with NOT_FOUND
     * for an unknown connector.
     */
    Uni<ActorSpec> complete(OrgId org, SourceDraft draft) {
        return workspaces.get(org).chain(workspace -> airbyte.sourceDefinitions()
                .specification(workspace, draft.definition())
                .map(specification -> withConstants(specification, draft.config()))
                .call(config -> addServiceAccount(workspace, draft.definition(), config))
                .map(config -> draft.toActorSpec(workspace, config)));
    }

    /** The configuration that a source of that connector is to have, with the installation's own key as for a new one. */
    Uni<ObjectNode> complete(OrgId org, UUID connector, ObjectNode config) {
        ObjectNode complete = config.deepCopy();
        return workspaces
                .get(org)
                .chain(workspace -> addServiceAccount(workspace, connector, complete))
                .replaceWith(complete);
    }

    private Uni<?> addServiceAccount(UUID workspace, UUID connector, ObjectNode config) {
        return google.appliesTo(config)
                ? airbyte.sourceDefinitions()
                        .get(workspace, connector)
                        .invoke(definition -> google.addCredentials(definition, config))
                : Uni.createFrom().nullItem();
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
