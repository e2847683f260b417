package org.dalgo.upstream.airbyte.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * A page of what a workspace has.
 *
 * @param cursor id of the last item of the page before, or null for the first page
 */
@RegisterForReflection
public record PageRequest(UUID workspaceId, int pageSize, String cursor) {}
