package org.dalgo.data.ingest.schema;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.platform.error.Failure;
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
import org.dalgo.upstream.airbyte.connection.AirbyteConnection;

/**
 * Looks once a day whether sources have changed. Each source is read once, however many connections read it. Detection
 * switches no connection off; a review may.
 */
@ApplicationScoped
class SchemaDetectionJob implements JobHandler {

    private static final String KIND = "schema-detection";

    private final TenantTransactions tenantTransactions;
    private final WorkspaceService workspaces;
    private final SourceService sources;
    private final ConnectionService connections;
    private final SchemaChangeRepository changes;
    private final SchemaChangeRecorder recorder;
    private final AirbyteAdapter airbyte;
    private final JobQueue jobQueue;
    private final ClusterSchedule slots;
    private final IngestConfig config;

    @Inject
    SchemaDetectionJob(
            TenantTransactions tenantTransactions,
            WorkspaceService workspaces,
            SourceService sources,
            ConnectionService connections,
            SchemaChangeRepository changes,
            SchemaChangeRecorder recorder,
            AirbyteAdapter airbyte,
            JobQueue jobQueue,
            ClusterSchedule slots,
            IngestConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.workspaces = workspaces;
        this.sources = sources;
        this.connections = connections;
        this.changes = changes;
        this.recorder = recorder;
        this.airbyte = airbyte;
        this.jobQueue = jobQueue;
        this.slots = slots;
        this.config = config;
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP, identity = KIND)
    Uni<Void> tick() {
        return slots.claim(KIND, config.schemasEvery())
                .chain(due -> due ? requestAll() : Uni.createFrom().voidItem());
    }

    private Uni<Void> requestAll() {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SCHEMA_DETECTION, () -> changes.listOrgs()
                .chain(all -> Unis.sequentially(all, org -> jobQueue.enqueue(KIND, org, Map.of()))));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobLane lane() {
        return JobLane.LONG;
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    /** A source may take ten minutes, and there may be many. */
    @Override
    public Duration timeout() {
        return Duration.ofHours(12);
    }

    @Override
    public Uni<Void> run(Job job) {
        OrgId org = job.org();
        Map<UUID, String> fingerprints = new HashMap<>();
        return tenantTransactions
                .inOrg(org, () -> changes.listSourceIds(org))
                .chain(all -> Unis.sequentially(
                        all,
                        // One that cannot be read must not hide what is known of the others.
                        source -> sources.discover(org, source)
                                .invoke(catalog -> fingerprints.put(source, SchemaFingerprint.of(catalog)))
                                .onFailure(Failure.class)
                                .recoverWithNull()))
                .chain(() -> workspaces.get(org))
                .chain(workspace -> airbyte.connections().list(workspace))
                .chain(all -> tenantTransactions.inOrg(org, () -> recordChanges(org, all, fingerprints)));
    }

    private Uni<Void> recordChanges(OrgId org, List<AirbyteConnection> all, Map<UUID, String> fingerprints) {
        List<AirbyteConnection> changed = new ArrayList<>();
        return Unis.sequentially(all, connection -> connections
                        .recordStatus(org, connection.id(), connection.status())
                        .chain(() -> recordChange(org, connection, fingerprints.get(connection.sourceId())))
                        .invoke(isNew -> {
                            if (isNew) {
                                changed.add(connection);
                            }
                        }))
                .chain(() -> recorder.notifyManagers(
                        org,
                        changed.stream().map(AirbyteConnection::name).toList(),
                        changed.stream().anyMatch(connection -> isBreaking(connection.schemaChange()))));
    }

    private Uni<Boolean> recordChange(OrgId org, AirbyteConnection connection, String fingerprint) {
        String change = connection.schemaChange().orElse("");
        return switch (change) {
            case "breaking", "non_breaking" -> recorder.record(org, connection.id(), change, fingerprint);
            case "no_change" -> recorder.clear(org, connection.id()).replaceWith(false);
            default -> Uni.createFrom().item(false);
        };
    }

    private static boolean isBreaking(Optional<String> change) {
        return change.filter("breaking"::equals).isPresent();
    }
}
