package org.dalgo.data.ingest.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.data.ingest.connection.ConnectionEventPublisher;
import org.dalgo.data.ingest.sync.SyncJobRepository.TrackedConnection;
import org.dalgo.flow.run.state.RunListener;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.ClusterSchedule;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/**
 * Copies ended jobs of Airbyte into our rows: those of an ended run, one that Airbyte's webhook names, and periodically
 * all. The periodic copy finds syncs that were started in Airbyte itself. A job is copied once and does not change
 * afterwards.
 */
@ApplicationScoped
class SyncJobImporter implements JobHandler, RunListener {

    private static final String KIND = "airbyte-jobs";
    private static final String CONNECTIONS = "connections";
    private static final String RUN_ENDED = "run_ended";
    private static final String JOB = "job";
    private static final int PAGE = 100;

    private final TenantTransactions tenantTransactions;
    private final SyncJobRepository rows;
    private final AirbyteAdapter airbyte;
    private final JobQueue jobQueue;
    private final ClusterSchedule slots;
    private final IngestConfig config;
    private final ConnectionEventPublisher events;

    @Inject
    SyncJobImporter(
            TenantTransactions tenantTransactions,
            SyncJobRepository rows,
            AirbyteAdapter airbyte,
            JobQueue jobQueue,
            ClusterSchedule slots,
            IngestConfig config,
            ConnectionEventPublisher events) {
        this.tenantTransactions = tenantTransactions;
        this.rows = rows;
        this.airbyte = airbyte;
        this.jobQueue = jobQueue;
        this.slots = slots;
        this.config = config;
        this.events = events;
    }

    @Override
    public Uni<Void> onRunEnded(OrgId org, List<UUID> connections) {
        return jobQueue.enqueue(KIND, org, Map.of(CONNECTIONS, connections, RUN_ENDED, true))
                .replaceWithVoid();
    }

    /** Records a webhook of an ended job; a background job reads it from Airbyte. */
    Uni<Void> requestImport(long job) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.SYNC_JOB, () -> jobQueue.enqueue(KIND, null, Map.of(JOB, job)))
                .replaceWithVoid();
    }

    @Scheduled(every = "15m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP, identity = KIND)
    Uni<Void> tick() {
        return slots.claim(KIND, config.jobsEvery())
                .chain(due -> due ? requestAll() : Uni.createFrom().voidItem());
    }

    private Uni<Void> requestAll() {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SYNC_JOB, () -> rows.listConnectionsByOrg()
                .chain(all -> Unis.sequentially(
                        all, each -> jobQueue.enqueue(KIND, each.org(), Map.of(CONNECTIONS, each.connections())))));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobLane lane() {
        return JobLane.UPSTREAM;
    }

    @Override
    public Uni<Void> run(Job job) {
        JsonNode payload = job.payload();
        if (job.org() == null) {
            return copyOne(payload.path(JOB).asLong());
        }
        boolean runEnded = payload.path(RUN_ENDED).asBoolean(false);
        List<UUID> connections = StreamSupport.stream(payload.path(CONNECTIONS).spliterator(), false)
                .map(id -> UUID.fromString(id.asText()))
                .toList();
        return Unis.sequentially(connections, connection -> copyAll(job.org(), connection, runEnded));
    }

    private Uni<Void> copyAll(OrgId org, UUID connectionId, boolean runEnded) {
        return tenantTransactions
                .inOrg(org, () -> rows.findConnection(connectionId))
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : fetchNewer(found.get(), 0, new ArrayList<>())
                                .chain(newer -> store(found.get(), newer, runEnded)));
    }

    /** Pages backwards until a job that we have. */
    private Uni<List<org.dalgo.upstream.airbyte.job.AirbyteJob>> fetchNewer(
            TrackedConnection connection, int offset, List<org.dalgo.upstream.airbyte.job.AirbyteJob> newer) {
        return airbyte.jobs().list(connection.connectionId(), PAGE, offset).chain(page -> {
            page.jobs().stream()
                    .filter(airbyteJob -> airbyteJob.id() > connection.newest())
                    .forEach(newer::add);
            boolean more =
                    page.jobs().size() == PAGE && page.jobs().get(PAGE - 1).id() > connection.newest();
            return more
                    ? fetchNewer(connection, offset + PAGE, newer)
                    : Uni.createFrom().item(newer);
        });
    }

    private Uni<Void> store(
            TrackedConnection connection, List<org.dalgo.upstream.airbyte.job.AirbyteJob> newer, boolean runEnded) {
        return tenantTransactions
                .inOrg(
                        connection.org(),
                        () -> Unis.sequentially(
                                newer.stream()
                                        .filter(airbyteJob ->
                                                airbyteJob.status().isTerminal())
                                        .toList(),
                                airbyteJob -> insert(connection, airbyteJob)))
                .invoke(() -> {
                    // The run has ended, so its job ends soon: it is read again.
                    if (runEnded
                            && newer.stream()
                                    .anyMatch(airbyteJob -> !airbyteJob.status().isTerminal())) {
                        throw new IllegalStateException("Airbyte's job has not ended yet");
                    }
                });
    }

    private Uni<Void> copyOne(long id) {
        return airbyte.jobs()
                .get(id)
                .chain(airbyteJob -> airbyteJob.status().isTerminal()
                        ? tenantTransactions.acrossOrgs(CrossTenantPurpose.SYNC_JOB, () -> copy(airbyteJob))
                        : Uni.createFrom().voidItem())
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithNull();
    }

    private Uni<Void> copy(org.dalgo.upstream.airbyte.job.AirbyteJob airbyteJob) {
        return rows.findConnection(UUID.fromString(airbyteJob.connectionId()))
                .chain(found -> found.isEmpty() ? Uni.createFrom().voidItem() : insert(found.get(), airbyteJob));
    }

    /** The list of connections shows the newest job of each. */
    private Uni<Void> insert(TrackedConnection connection, org.dalgo.upstream.airbyte.job.AirbyteJob airbyteJob) {
        return rows.upsert(connection, airbyteJob)
                .chain(inserted -> inserted > 0
                        ? events.publish(connection.org(), connection.connectionId())
                        : Uni.createFrom().voidItem());
    }
}
