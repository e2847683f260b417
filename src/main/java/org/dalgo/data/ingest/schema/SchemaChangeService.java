package org.dalgo.data.ingest.schema;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.Jobs;
import org.dalgo.platform.job.ProgressItem;

/** Shows changes of sources and takes the word about them. Reading a source takes minutes, so it is a job. */
@ApplicationScoped
public class SchemaChangeService {

    private final Door door;
    private final ConnectionService connections;
    private final SchemaChangeRepository changes;
    private final JobProgress progress;
    private final Jobs jobs;

    @Inject
    SchemaChangeService(
            Door door, ConnectionService connections, SchemaChangeRepository changes, JobProgress progress, Jobs jobs) {
        this.door = door;
        this.connections = connections;
        this.changes = changes;
        this.progress = progress;
        this.jobs = jobs;
    }

    /** Changes that wait for somebody's word. */
    Uni<List<SchemaChangeResponse>> pending(OrgId org) {
        return door.enter(org, () -> changes.all(org));
    }

    /**
     * Has a connection compared with its source, unless that is under way.
     *
     * @return the key under which its progress is told; fails with NOT_FOUND
     */
    Uni<String> review(Caller by, UUID connectionId) {
        OrgId org = by.org();
        String key = "schema-change-" + by.orgSlug() + "-" + connectionId;
        return connections
                .get(org, connectionId)
                .chain(() -> door.enter(org, () -> progress.of(org, SchemaReviews.HASHKEY, key)
                        .chain(said ->
                                isUnderWay(said) ? Uni.createFrom().voidItem() : request(org, connectionId, key))))
                .replaceWith(key);
    }

    /**
     * Takes the word that a change is accepted. The connection follows in the background.
     *
     * @return nothing; fails with NOT_FOUND, with BAD_REQUEST when there is no change to accept, with CONFLICT while the
     *     connection is running
     */
    Uni<Void> accept(Caller by, UUID connectionId, SchemaUpdateRequest request) {
        OrgId org = by.org();
        Set<String> streams = SchemaReview.streams(request.catalogDiff());
        return connections
                .requireIdle(org, connectionId)
                .invoke(() -> {
                    if (streams.isEmpty()) {
                        throw Failure.badRequest("there is no change to accept");
                    }
                })
                .chain(() -> door.enter(
                        org,
                        () -> jobs.add(
                                SchemaAcceptance.KIND,
                                org,
                                new SchemaAcceptance.Accepted(connectionId, streams, by.account(), by.email()))))
                .replaceWithVoid();
    }

    private Uni<Void> request(OrgId org, UUID connectionId, String key) {
        return progress.add(org, SchemaReviews.HASHKEY, key, ProgressItem.running("the source is being read"))
                .chain(() -> jobs.add(
                        SchemaReviews.KIND,
                        org,
                        Map.of(SchemaReviews.CONNECTION, connectionId.toString(), SchemaReviews.KEY, key)))
                .replaceWithVoid();
    }

    private static boolean isUnderWay(List<ProgressItem> said) {
        return !said.isEmpty() && said.get(said.size() - 1).status().equals("running");
    }
}
