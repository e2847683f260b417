package org.dalgo.data.warehouse.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.job.Background;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressItem;
import org.jboss.logging.Logger;

/**
 * Tells about columns in the background: a page asks for all columns of a table at once and polls. What a process that dies
 * had in hand is not done again; the page is there to ask.
 */
@ApplicationScoped
public class StatisticsService {

    /** Under this the web app polls. */
    static final String HASHKEY = "data-insights";

    private static final Logger LOG = Logger.getLogger(StatisticsService.class);
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 500;
    private static final int MOST_KEPT = 20_000;

    /** The web app's word for work that goes on. */
    private static final ProgressItem FETCHING = new ProgressItem("computing the statistics", "fetching", null);

    private record Key(OrgId org, TableService.Place place) {}

    private final TableService tables;
    private final JobProgress progress;
    private final Background background;
    private final Turns turns = new Turns(AT_ONCE, MOST_WAITING);
    private final Cache<Key, JsonNode> known;

    @Inject
    StatisticsService(TableService tables, JobProgress progress, Background background, TableConfig config) {
        this.tables = tables;
        this.progress = progress;
        this.background = background;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .expireAfterWrite(config.statisticsCache())
                .build();
    }

    /**
     * Asks for what can be told about a column.
     *
     * @param range only the chart over time, of that range; empty for all that can be told
     * @param refresh computes anew what is known from within the last half hour
     * @return id under which it can be polled; fails with NOT_FOUND for a table or column that is not there
     */
    Uni<UUID> request(OrgId org, TableName table, String column, Optional<DateRange> range, boolean refresh) {
        UUID task = UUID.randomUUID();
        return tables.place(org, table, column)
                .map(place -> new Key(org, place))
                .chain(key -> {
                    JsonNode there = refresh || range.isPresent() ? null : known.getIfPresent(key);
                    return there != null
                            ? tell(org, task, done(there))
                            : tell(org, task, FETCHING).invoke(() -> begin(key, task, range));
                })
                .replaceWith(task);
    }

    private void begin(Key key, UUID task, Optional<DateRange> range) {
        background.start("statistics", () -> turns.wait(
                        key.org(), () -> background.call(() -> tables.statistics(key.org(), key.place(), range)))
                .invoke(found -> {
                    if (range.isEmpty()) {
                        known.put(key, found);
                    }
                })
                .map(StatisticsService::done)
                .onFailure()
                .recoverWithItem(StatisticsService::failed)
                .chain(item -> background.call(() -> tell(key.org(), task, item))));
    }

    private Uni<Void> tell(OrgId org, UUID task, ProgressItem item) {
        return progress.add(org, HASHKEY, task.toString(), item);
    }

    private static ProgressItem done(JsonNode found) {
        return ProgressItem.completed("the statistics are there", found);
    }

    private static ProgressItem failed(Throwable failure) {
        if (failure instanceof Failure told) {
            return ProgressItem.failed(told.detail());
        }
        LOG.error("statistics failed", failure);
        return ProgressItem.failed("something went wrong on our side");
    }
}
