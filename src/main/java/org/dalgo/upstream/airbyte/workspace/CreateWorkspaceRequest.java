package org.dalgo.upstream.airbyte.workspace;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * A workspace to be made, without wizard, news and statistics.
 *
 * @param organizationId organisation it goes to; null for servers without organisations
 */
@RegisterForReflection
record CreateWorkspaceRequest(
        String name,
        boolean displaySetupWizard,
        boolean anonymousDataCollection,
        boolean news,
        boolean securityUpdates,
        UUID organizationId) {

    static CreateWorkspaceRequest of(String name, AirbyteInstance server) {
        UUID organization = server.isAtLeast(0, 58) ? server.organizationId() : null;
        return new CreateWorkspaceRequest(name, false, false, false, false, organization);
    }
}
