package org.dalgo.data.ingest.schema;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Lists and accepts schema changes of sources. Reading a source takes minutes, so it is a job. */
@ApplicationScoped
public class SchemaChangeService {

    private final TenantTransactions tenantTransactions;
    private final ConnectionService connections;
    private final SchemaChangeRepository changes;
    private final JobProgress progress;
    private final JobQueue jobQueue;

    @Inject
    SchemaChangeService(
            TenantTransactions tenantTransactions,
            ConnectionService connections,
            SchemaChangeRepository changes,
            JobProgress progress,
            JobQueue jobQueue) {
        this.tenantTransactions = tenantTransactions;
        this.connections = connections;
        this.changes = changes;
        this.progress = progress;
        this.jobQueue = jobQueue;
    }

    /** Changes that wait for acceptance. */
    Uni<List<SchemaChangeResponse>> pending(OrgId org) {
        return tenantTransactions.inOrg(org, () -> changes.list(org));
    }

    /**
     * Has a connection compared with its source, unless that is under way.
     *
     * @return the key under which its progress is published; fails with NOT_FOUND
     */
    Uni<String> review(Caller by, UUID connectionId) {
        OrgId org = by.org();
        String key = "schema-change-" + by.orgSlug() + "-" + connectionId;
        return connections
                .get(org, connectionId)
                .chain(() -> tenantTransactions.inOrg(org, () -> progress.list(org, SchemaReviewJob.HASHKEY, key)
                        .chain(said ->
                                isUnderWay(said) ? Uni.createFrom().voidItem() : request(org, connectionId, key))))
                .replaceWith(key);
    }

    /**
     * Accepts a change. A job updates the connection.
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
                .chain(() -> tenantTransactions.inOrg(
                        org,
                        () -> jobQueue.enqueue(
                                SchemaAcceptanceJob.KIND,
                                org,
                                new SchemaAcceptanceJob.Accepted(connectionId, streams, by.account(), by.email()))))
                .replaceWithVoid();
    }

    private Uni<Void> request(OrgId org, UUID connectionId, String key) {
        return progress.add(org, SchemaReviewJob.HASHKEY, key, ProgressMessage.running("the source is being read"))
                .chain(() -> jobQueue.enqueue(
                        SchemaReviewJob.KIND,
                        org,
                        Map.of(SchemaReviewJob.CONNECTION, connectionId.toString(), SchemaReviewJob.KEY, key)))
                .replaceWithVoid();
    }

    private static boolean isUnderWay(List<ProgressMessage> said) {
        return !said.isEmpty() && said.get(said.size() - 1).status().equals("running");
    }
}
