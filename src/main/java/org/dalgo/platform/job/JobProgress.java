package org.dalgo.platform.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;

/**
 * How far pieces of background work are. A piece is named by the kind of work (the web app's {@code hashkey}) and its own
 * id; both belong to one organisation. A new word is one row: nothing is rewritten.
 */
@ApplicationScoped
public class JobProgress {

    /** Kind of work of which an object of the organisation has one at a time: its id is made of that object's. */
    public static final String SINGLE = "stp";

    private final Door door;
    private final Sql sql;
    private final ObjectMapper json;
    private final Instance<ProgressSource> sources;

    @Inject
    JobProgress(Door door, Sql sql, ObjectMapper json, Instance<ProgressSource> sources) {
        this.door = door;
        this.sql = sql;
        this.json = json;
        this.sources = sources;
    }

    /** Adds a word of progress; joins the unit of work in hand, if there is one. */
    public Uni<Void> add(OrgId org, String hashkey, String taskId, ProgressItem item) {
        return door.enter(
                        org,
                        () -> sql.update(
                                "insert into job_progress (org, hashkey, task_id, seq, message, status, result)"
                                        + " select $1::bigint, $2::varchar, $3::varchar, coalesce(max(seq) + 1, 0),"
                                        + " $4::text, $5::varchar, $6::jsonb from job_progress"
                                        + " where org = $1 and hashkey = $2 and task_id = $3",
                                org.value(),
                                hashkey,
                                taskId,
                                item.message(),
                                item.status(),
                                item.result() == null ? null : document(item.result())))
                .replaceWithVoid();
    }

    /**
     * The first word of a piece of work whose id was used before: what was said of the earlier one is forgotten, so that
     * nobody takes its end for the end of this one. Joins the unit of work in hand, if there is one.
     */
    public Uni<Void> begin(OrgId org, String hashkey, String taskId, ProgressItem first) {
        return door.enter(org, () -> sql.update(
                        "delete from job_progress where org = $1 and hashkey = $2 and task_id = $3",
                        org.value(),
                        hashkey,
                        taskId)
                .chain(() -> add(org, hashkey, taskId, first)));
    }

    /** All words of a piece of work, oldest first; empty when the organisation has no such work. */
    public Uni<List<ProgressItem>> of(OrgId org, String hashkey, String taskId) {
        return door.enter(org, () -> stored(org, hashkey, taskId)
                .chain(items -> items.isEmpty()
                        ? elsewhere(org, hashkey, taskId)
                        : Uni.createFrom().item(items)));
    }

    private Uni<List<ProgressItem>> stored(OrgId org, String hashkey, String taskId) {
        return sql.select(
                        "select message, status, result::text from job_progress"
                                + " where org = $1 and hashkey = $2 and task_id = $3 order by seq",
                        org.value(),
                        hashkey,
                        taskId)
                .map(rows -> rows.stream().map(this::item).toList());
    }

    private Uni<List<ProgressItem>> elsewhere(OrgId org, String hashkey, String taskId) {
        return Multi.createFrom()
                .iterable(sources)
                .onItem()
                .transformToUniAndConcatenate(source -> source.of(org, hashkey, taskId))
                .filter(items -> !items.isEmpty())
                .toUni()
                .map(items -> items == null ? List.of() : items);
    }

    /** Nobody polls work of yesterday. */
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return door.acrossOrganisations(
                        Purpose.HOUSEKEEPING,
                        () -> sql.update("delete from job_progress where at < now() - interval '1 day'"))
                .replaceWithVoid();
    }

    private ProgressItem item(Object[] row) {
        try {
            JsonNode result = row[2] == null ? null : json.readTree((String) row[2]);
            return new ProgressItem((String) row[0], (String) row[1], result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL answered JSON that is none", e);
        }
    }

    /** The driver takes JSON in types of its own. */
    private static Object document(JsonNode result) {
        return result.isArray() ? new JsonArray(result.toString()) : new JsonObject(result.toString());
    }
}
