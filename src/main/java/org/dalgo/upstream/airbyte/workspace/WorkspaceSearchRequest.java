package org.dalgo.upstream.airbyte.workspace;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** Workspaces of an organisation whose name contains a text. */
@RegisterForReflection
record WorkspaceSearchRequest(UUID organizationId, String nameContains, Pagination pagination) {

    /** Far more than there are organisations whose slugs contain one another. */
    private static final int MAX_NAME_MATCHES = 1000;

    record Pagination(int pageSize, int rowOffset) {}

    static WorkspaceSearchRequest of(String name, AirbyteInstance server) {
        return new WorkspaceSearchRequest(server.organizationId(), name, new Pagination(MAX_NAME_MATCHES, 0));
    }
}
