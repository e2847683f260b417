package org.dalgo.upstream.airbyte.job;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.airbyte.workspace.AirbyteInstance;

/** A part of the jobs of a connection, newest first. */
@RegisterForReflection
record JobListRequest(
        UUID configId, List<String> configTypes, String orderByField, String orderByMethod, Pagination pagination) {

    record Pagination(int pageSize, int rowOffset) {}

    /** Syncs, refreshes and clears, as far as the server knows them: an unknown type makes the whole call a 400. */
    static JobListRequest of(UUID connectionId, int limit, int offset, AirbyteInstance server) {
        List<String> types = new ArrayList<>(List.of("sync", "reset_connection"));
        if (server.isAtLeast(0, 58)) {
            types.add("refresh");
        }
        if (server.isAtLeast(0, 60)) {
            types.add("clear");
        }
        return new JobListRequest(connectionId, types, "createdAt", "DESC", new Pagination(limit, offset));
    }
}
