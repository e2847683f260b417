package org.dalgo.data.ingest.schema;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.DestinationNames;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.data.warehouse.table.TableService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/**
 * Compares a connection with its source on request. On a breaking change Airbyte disables the connection; our row
 * stores that, and saving its form switches it on again.
 */
@ApplicationScoped
class SchemaReviewJob implements JobHandler {

    static final String KIND = "schema-review";
    static final String CONNECTION = "connection";

    /** Kind of work under which the web app polls progress. */
    static final String HASHKEY = "stp";

    /** Which piece of that work. */
    static final String KEY = "key";

    private final TenantTransactions tenantTransactions;
    private final ConnectionService connections;
    private final SchemaChangeRecorder changes;
    private final AirbyteAdapter airbyte;
    private final JobProgress progress;
    private final WarehouseService warehouses;
    private final TableService tables;

    @Inject
    SchemaReviewJob(
            TenantTransactions tenantTransactions,
            ConnectionService connections,
            SchemaChangeRecorder changes,
            AirbyteAdapter airbyte,
            JobProgress progress,
            WarehouseService warehouses,
            TableService tables) {
        this.warehouses = warehouses;
        this.tables = tables;
        this.tenantTransactions = tenantTransactions;
        this.connections = connections;
        this.changes = changes;
        this.airbyte = airbyte;
        this.progress = progress;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobLane lane() {
        return JobLane.DISCOVERY;
    }

    /** A little more than Airbyte may take. */
    @Override
    public Duration timeout() {
        return Duration.ofMinutes(12);
    }

    @Override
    public Uni<Void> run(Job job) {
        OrgId org = job.org();
        UUID connection = UUID.fromString(job.payload().path(CONNECTION).asText());
        return review(org, connection)
                .chain(review -> tenantTransactions.inOrg(org, () -> recordChange(org, review)
                        .chain(() ->
                                publishProgress(job, ProgressMessage.completed(review.message(), review.toJson())))))
                .onFailure(Failure.class)
                .recoverWithUni(failure -> publishProgress(job, ProgressMessage.failed(failure.getMessage())));
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        return publishProgress(job, ProgressMessage.failed("the source could not be read"));
    }

    /** Compares; fails with NOT_FOUND, or with BAD_REQUEST in the connector's words. Takes up to minutes. */
    Uni<SchemaReview> review(OrgId org, UUID connectionId) {
        return connections.current(org, connectionId).chain(current -> airbyte.schemas()
                .compare(current.sourceId(), current.id())
                .map(discoveryResult -> SchemaReview.of(current, discoveryResult))
                .chain(review -> withDependents(org, review)));
    }

    /** A table that a view reads cannot be replaced: a sync of a changed type would fail until the view is gone. */
    private Uni<SchemaReview> withDependents(OrgId org, SchemaReview review) {
        Set<String> streams = review.streamsOfChangedType();
        if (streams.isEmpty()) {
            return Uni.createFrom().item(review);
        }
        return warehouses.credentials(org).chain(access -> {
            String schema =
                    review.connection().namespaceFormat().orElse(access.type().loadedSchema(access.config()));
            List<String> affected = streams.stream()
                    .map(name -> DestinationNames.key(schema) + "." + DestinationNames.key(name))
                    .toList();
            // Airbyte drops the views as well, and dbt builds them again.
            return access.type() != WarehouseType.POSTGRES
                            || access.config().path("drop_cascade").asBoolean(false)
                    ? Uni.createFrom().item(review)
                    : tables.dependents(org, affected).map(review::with);
        });
    }

    /** Joins the current unit of work. */
    Uni<Void> recordChange(OrgId org, SchemaReview review) {
        UUID connection = review.connection().id();
        String status = review.breaking() ? "inactive" : review.connection().status();
        return connections
                .recordStatus(org, connection, status)
                .chain(() -> review.change().equals("no_change")
                        ? changes.clear(org, connection)
                        : changes.record(org, connection, review.change(), SchemaFingerprint.of(review.fresh()))
                                .chain(isNew -> changes.notifyManagers(
                                        org,
                                        isNew ? List.of(review.connection().name()) : List.of(),
                                        review.breaking())));
    }

    private Uni<Void> publishProgress(Job job, ProgressMessage item) {
        return progress.add(job.org(), HASHKEY, job.payload().path(KEY).asText(), item);
    }
}
