package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.transform.canvas.CanvasTableRepository.NewTables;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.WarehouseView;
import org.dalgo.data.warehouse.table.TableService;
import org.dalgo.data.warehouse.table.TableView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/** Brings the canvas's list of tables up to what the warehouse has: in the background, once at a time for an organisation. */
@ApplicationScoped
class SourceSyncService implements JobHandler {

    private static final Logger LOG = Logger.getLogger(SourceSyncService.class);

    private static final String TASK = "task_id";
    private static final String HASHKEY = "hashkey";

    /** Where the progress of the work can be requested. */
    public record Started(@JsonProperty(TASK) String taskId, String hashkey) {}

    private final TenantTransactions tenantTransactions;
    private final WarehouseService warehouses;
    private final TableService warehouse;
    private final CanvasRepository canvas;
    private final CanvasTableRepository canvasTables;
    private final JobQueue jobQueue;
    private final JobProgress progress;

    /** Questions of the last seconds for unknown columns: requests that come together share one. */
    private final Cache<OrgId, Uni<Void>> refreshes = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(3))
            .build();

    @Inject
    SourceSyncService(
            TenantTransactions tenantTransactions,
            WarehouseService warehouses,
            TableService warehouse,
            CanvasRepository canvas,
            CanvasTableRepository canvasTables,
            JobQueue jobQueue,
            JobProgress progress) {
        this.tenantTransactions = tenantTransactions;
        this.warehouses = warehouses;
        this.warehouse = warehouse;
        this.canvas = canvas;
        this.canvasTables = canvasTables;
        this.jobQueue = jobQueue;
        this.progress = progress;
    }

    /** Starts a sync, or joins the one that is running; fails with NOT_FOUND without a warehouse or a workspace. */
    Uni<Started> start(Caller by) {
        String hashkey = "syncsources-" + by.orgSlug();
        return tenantTransactions
                .inOrg(by.org(), () -> warehouses
                        .find(by.org())
                        .invoke(SourceSyncService::requireWarehouse)
                        // Of two requests at once the second waits here, and finds what the first has started.
                        .chain(() -> canvas.lockCanvas(by.org()))
                        .invoke(SourceSyncService::requireCanvas)
                        .chain(() -> progress.findRunning(by.org(), hashkey))
                        .chain(task -> task.isEmpty()
                                ? add(by.org(), hashkey)
                                : Uni.createFrom().item(task.get())))
                .map(task -> new Started(task, hashkey));
    }

    /**
     * Requests unknown columns from the warehouse, at most once in some seconds for an organisation. It never fails: a
     * canvas without these columns is better than none.
     */
    Uni<Void> refreshColumns(OrgId org) {
        Uni<Void> shared = refreshes.get(org, key -> readColumns(key).memoize().indefinitely());
        return Uni.createFrom().deferred(() -> shared.emitOn(CallerContextExecutor.current()));
    }

    private Uni<Void> readColumns(OrgId org) {
        return warehouse
                .catalogue(org)
                .chain(tables -> tenantTransactions.inOrg(
                        org, () -> canvas.lockCanvas(org).chain(() -> canvasTables.mergeWarehouseTables(org, tables))))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.infof("The columns of new tables are not known yet: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    @Override
    public String kind() {
        return "sync-sources";
    }

    @Override
    public JobLane lane() {
        return JobLane.UPSTREAM;
    }

    /** A person waits for it. */
    @Override
    public int maxAttempts() {
        return 2;
    }

    @Override
    public Uni<Void> run(Job job) {
        return publishProgress(job, ProgressMessage.running("Reading the tables of the warehouse"))
                .chain(() -> warehouse.catalogue(job.org()))
                .chain(tables -> store(job, tables))
                // What is refused is refused again; a system that fails may do so only now.
                .onFailure(failure -> failure instanceof Failure && !(failure instanceof UpstreamFailure))
                .recoverWithUni(failure -> publishProgress(job, failed(failure)));
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        return publishProgress(job, failed(cause));
    }

    private static void requireWarehouse(Optional<WarehouseView> found) {
        if (found.isEmpty()) {
            throw Failure.notFound("Please set up your warehouse first");
        }
    }

    private static void requireCanvas(boolean found) {
        if (!found) {
            throw Failure.notFound("DBT workspace not set up");
        }
    }

    private Uni<String> add(OrgId org, String hashkey) {
        String task = UUID.randomUUID().toString();
        return progress.add(org, hashkey, task, ProgressMessage.queued("Waiting to read the warehouse"))
                .chain(() -> jobQueue.enqueue(kind(), org, Map.of(TASK, task, HASHKEY, hashkey)))
                .replaceWith(task);
    }

    private Uni<Void> store(Job job, List<TableView> tables) {
        return tenantTransactions.inOrg(job.org(), () -> canvas.lockCanvas(job.org())
                .invoke(SourceSyncService::requireCanvas)
                .chain(() -> canvasTables.mergeWarehouseTables(job.org(), tables))
                .chain(added -> Unis.sequentially(
                        added.stream().filter(schema -> schema.tables() > 0).toList(),
                        schema -> publishProgress(job, ProgressMessage.running(describe(schema)))))
                .chain(() -> publishProgress(job, ProgressMessage.completed("Sync finished", null))));
    }

    private Uni<Void> publishProgress(Job job, ProgressMessage item) {
        return progress.add(
                job.org(),
                job.payload().path(HASHKEY).asText(),
                job.payload().path(TASK).asText(),
                item);
    }

    private static String describe(NewTables schema) {
        return schema.schema() + ": " + schema.tables() + (schema.tables() == 1 ? " new table" : " new tables");
    }

    private static ProgressMessage failed(Throwable cause) {
        String reason = cause instanceof Failure known ? known.detail() : "something went wrong on our side";
        return ProgressMessage.failed("Error syncing sources: " + reason);
    }
}
