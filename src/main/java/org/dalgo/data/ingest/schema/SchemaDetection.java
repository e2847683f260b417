package org.dalgo.data.ingest.schema;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobSlots;
import org.dalgo.platform.job.Jobs;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Connection;

/**
 * Looks once a day whether sources have changed. Each source is read once, however many connections read it, and no
 * connection is switched off by it: that happens at the earliest when somebody looks at the change.
 */
@ApplicationScoped
class SchemaDetection implements JobHandler {

    private static final String KIND = "schema-detection";

    private final Door door;
    private final WorkspaceService workspaces;
    private final SourceService sources;
    private final ConnectionService connections;
    private final SchemaChangeRepository changes;
    private final AirbyteAdapter airbyte;
    private final Jobs jobs;
    private final JobSlots slots;
    private final IngestConfig config;

    @Inject
    SchemaDetection(
            Door door,
            WorkspaceService workspaces,
            SourceService sources,
            ConnectionService connections,
            SchemaChangeRepository changes,
            AirbyteAdapter airbyte,
            Jobs jobs,
            JobSlots slots,
            IngestConfig config) {
        this.door = door;
        this.workspaces = workspaces;
        this.sources = sources;
        this.connections = connections;
        this.changes = changes;
        this.airbyte = airbyte;
        this.jobs = jobs;
        this.slots = slots;
        this.config = config;
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP, identity = KIND)
    Uni<Void> tick() {
        return slots.claim(KIND, config.schemasEvery())
                .chain(due -> due ? requestAll() : Uni.createFrom().voidItem());
    }

    private Uni<Void> requestAll() {
        return door.acrossOrganisations(Purpose.SCHEMA_DETECTION, () -> changes.organisations()
                .chain(all -> InTurn.each(all, org -> jobs.add(KIND, org, Map.of()))));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int attempts() {
        return 3;
    }

    /** A source may take ten minutes, and there may be many. */
    @Override
    public Duration limit() {
        return Duration.ofHours(12);
    }

    @Override
    public Uni<Void> run(Job job) {
        OrgId org = job.org();
        return door.enter(org, () -> changes.sources(org))
                .chain(all -> InTurn.each(
                        all,
                        // One that cannot be read must not hide what is known of the others.
                        source -> sources.discover(org, source)
                                .onFailure(Failure.class)
                                .recoverWithNull()))
                .chain(() -> workspaces.get(org))
                .chain(workspace -> airbyte.connections().list(workspace))
                .chain(all -> door.enter(org, () -> note(org, all)));
    }

    private Uni<Void> note(OrgId org, List<Connection> all) {
        return InTurn.each(all, connection -> connections
                .noteStatus(org, connection.id(), connection.status())
                .chain(() -> note(org, connection)));
    }

    private Uni<Integer> note(OrgId org, Connection connection) {
        String change = connection.schemaChange().orElse("");
        return switch (change) {
            case "breaking", "non_breaking" -> changes.put(org, connection.id(), change);
            case "no_change" -> changes.remove(org, connection.id());
            default -> Uni.createFrom().item(0);
        };
    }
}
