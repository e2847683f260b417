package org.dalgo.upstream.airbyte.workspace;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** Names a workspace. */
@RegisterForReflection
record WorkspaceRequest(UUID workspaceId) {}
