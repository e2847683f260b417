package org.dalgo.upstream.prefect.artifact;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.OffsetPagination;
import org.dalgo.upstream.prefect.http.PrefectCalls;

/** Reading artifacts. */
public final class ArtifactClient {

    private final ArtifactRestClient rest;
    private final OffsetPagination offsetPagination;

    public ArtifactClient(PrefectCalls calls, OffsetPagination offsetPagination) {
        this.rest = calls.client(ArtifactRestClient.class);
        this.offsetPagination = offsetPagination;
    }

    public Uni<List<Artifact>> page(UUID flowRun, String type, int size, int from) {
        return offsetPagination
                .page(
                        "read the results of the run",
                        size,
                        from,
                        (limit, offset) -> rest.filter(ArtifactFilterRequest.of(flowRun, type, limit, offset)))
                .map(rows ->
                        rows.stream().map(PrefectArtifactResponse::toArtifact).toList());
    }
}
