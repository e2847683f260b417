package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.definition.Specification;

/** The kinds of source that an organisation can add, and the specification of each. */
@ApplicationScoped
public class SourceDefinitionService {

    private final WorkspaceService workspaces;
    private final AirbyteAdapter airbyte;
    private final Set<String> hidden;

    @Inject
    SourceDefinitionService(WorkspaceService workspaces, AirbyteAdapter airbyte, IngestConfig config) {
        this.workspaces = workspaces;
        this.airbyte = airbyte;
        this.hidden = config.sourceBlacklist().orElse(Set.of());
    }

    /** All kinds of source that the installation offers; fails with BAD_REQUEST when there is no workspace. */
    Uni<List<SourceDefinitionResponse>> list(OrgId org) {
        return workspaces
                .get(org)
                .chain(workspace -> airbyte.sourceDefinitions().list(workspace))
                .map(definitions -> definitions.stream()
                        .filter(definition -> !hidden.contains(definition.dockerRepository()))
                        .map(SourceDefinitionResponse::of)
                        .toList());
    }

    /** JSON schema of the configuration of that kind of source; fails with NOT_FOUND. */
    Uni<JsonNode> specification(OrgId org, UUID definition) {
        return workspaces
                .get(org)
                .chain(workspace -> airbyte.sourceDefinitions().specification(workspace, definition))
                .map(Specification::schema);
    }
}
