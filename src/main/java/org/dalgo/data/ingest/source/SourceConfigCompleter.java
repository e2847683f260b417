package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.data.connector.ConnectorAddresses;
import org.dalgo.data.connector.ConnectorConfig;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.actor.ActorSpec;
import org.dalgo.upstream.airbyte.definition.Specification;

/** Completes a configuration by constants of the specification and credentials of the installation. */
@ApplicationScoped
class SourceConfigCompleter {

    private final WorkspaceService workspaces;
    private final AirbyteAdapter airbyte;
    private final GoogleServiceAccount google;
    private final ConnectorAddresses addresses;

    @Inject
    SourceConfigCompleter(
            WorkspaceService workspaces,
            AirbyteAdapter airbyte,
            GoogleServiceAccount google,
            ConnectorAddresses addresses) {
        this.addresses = addresses;
        this.workspaces = workspaces;
        this.airbyte = airbyte;
        this.google = google;
    }

    /**
     * The configuration to create in Airbyte: without blank fields, with the values that the connector's specification
     * fixes. A Google sheet without a key gets the key of the installation. Fails with NOT_FOUND for an unknown
     * connector, with BAD_REQUEST when the specification is violated or a host is not permitted.
     */
    Uni<ActorSpec> complete(OrgId org, SourceDraft draft) {
        return workspaces.get(org).chain(workspace -> airbyte.sourceDefinitions()
                .specification(workspace, draft.definition())
                .chain(specification -> complete(workspace, specification, draft.definition(), draft.config()))
                .map(config -> draft.toActorSpec(workspace, config)));
    }

    /** The configuration that a source is to have, completed as for a new one; fails as for a new one. */
    Uni<ObjectNode> complete(OrgId org, Source source, ObjectNode config) {
        return workspaces.get(org).chain(workspace -> airbyte.sourceDefinitions()
                .specificationOf(source.sourceId)
                .chain(specification -> complete(workspace, specification, source.sourceDefinitionId, config)));
    }

    private Uni<ObjectNode> complete(UUID workspace, Specification specification, UUID connector, ObjectNode config) {
        ObjectNode complete = withConstants(specification, config);
        return addServiceAccount(workspace, connector, complete)
                .map(nothing -> ConnectorConfig.complete(specification.schema(), complete))
                .call(whole -> addresses.requirePermitted(specification.schema(), whole));
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
