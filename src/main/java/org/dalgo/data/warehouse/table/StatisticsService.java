package org.dalgo.data.warehouse.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.tenancy.OrgId;
import org.jboss.logging.Logger;

/**
 * Computes statistics of columns in the background: a page requests all columns of a table at once and polls. Work that
 * was unfinished when a process ended is not repeated; the page sends a new request.
 */
@ApplicationScoped
public class StatisticsService {

    /** Under this the web app polls. */
    static final String HASHKEY = "data-insights";

    private static final Logger LOG = Logger.getLogger(StatisticsService.class);
    private static final int MAX_CONCURRENT = 2;
    private static final int MAX_QUEUED = 500;
    private static final int MAX_CACHED = 20_000;

    /** The web app's word for work that goes on. */
    private static final ProgressMessage FETCHING = new ProgressMessage("computing the statistics", "fetching", null);

    private record Key(OrgId org, TableService.ColumnRef place) {}

    private final TableService tables;
    private final JobProgress progress;
    private final DetachedContext detachedContext;
    private final OrgBulkhead orgBulkhead = new OrgBulkhead(MAX_CONCURRENT, MAX_QUEUED);
    private final Cache<Key, JsonNode> cache;

    @Inject
    StatisticsService(TableService tables, JobProgress progress, DetachedContext detachedContext, TableConfig config) {
        this.tables = tables;
        this.progress = progress;
        this.detachedContext = detachedContext;
        this.cache = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                .expireAfterWrite(config.statisticsCache())
                .build();
    }

    /**
     * Requests statistics of a column.
     *
     * @param range only the chart over time, of that range; empty for all statistics
     * @param refresh computes anew what is known from within the last half hour
     * @return id under which it can be polled; fails with NOT_FOUND for a table or column that is not there
     */
    Uni<UUID> request(OrgId org, TableName table, String column, Optional<DateHistogram> range, boolean refresh) {
        UUID task = UUID.randomUUID();
        return tables.findColumn(org, table, column)
                .map(columnRef -> new Key(org, columnRef))
                .chain(key -> {
                    JsonNode there = refresh || range.isPresent() ? null : cache.getIfPresent(key);
                    return there != null
                            ? publishProgress(org, task, done(there))
                            : publishProgress(org, task, FETCHING).invoke(() -> compute(key, task, range));
                })
                .replaceWith(task);
    }

    private void compute(Key key, UUID task, Optional<DateHistogram> range) {
        detachedContext.start("statistics", () -> orgBulkhead
                .execute(key.org(), () -> detachedContext.call(() -> tables.statistics(key.org(), key.place(), range)))
                .invoke(found -> {
                    if (range.isEmpty()) {
                        cache.put(key, found);
                    }
                })
                .map(StatisticsService::done)
                .onFailure()
                .recoverWithItem(StatisticsService::failed)
                .chain(item -> detachedContext.call(() -> publishProgress(key.org(), task, item))));
    }

    private Uni<Void> publishProgress(OrgId org, UUID task, ProgressMessage item) {
        return progress.add(org, HASHKEY, task.toString(), item);
    }

    private static ProgressMessage done(JsonNode found) {
        return ProgressMessage.completed("the statistics are there", found);
    }

    private static ProgressMessage failed(Throwable failure) {
        if (failure instanceof Failure ours) {
            return ProgressMessage.failed(ours.detail());
        }
        LOG.error("statistics failed", failure);
        return ProgressMessage.failed("something went wrong on our side");
    }
}
