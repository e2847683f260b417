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
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * How far pieces of background work are. A piece is named by the kind of work (the web app's {@code hashkey}) and its own
 * id; both belong to one organisation. A new word is one row: nothing is rewritten.
 */
@ApplicationScoped
public class JobProgress {

    /** Kind of work of which an object of the organisation has one at a time: its id is made of that object's. */
    public static final String SINGLE = "stp";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final ObjectMapper json;
    private final Instance<ProgressSource> sources;

    @Inject
    JobProgress(TenantTransactions tenantTransactions, Sql sql, ObjectMapper json, Instance<ProgressSource> sources) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.json = json;
        this.sources = sources;
    }

    /** Adds a word of progress; joins the unit of work in hand, if there is one. */
    public Uni<Void> add(OrgId org, String hashkey, String taskId, ProgressMessage item) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.update(
                                "insert into job_progress (org_id, hashkey, task_id, seq, message, status, result)"
                                        + " select $1::bigint, $2::varchar, $3::varchar, coalesce(max(seq) + 1, 0),"
                                        + " $4::text, $5::varchar, $6::jsonb from job_progress"
                                        + " where org_id = $1 and hashkey = $2 and task_id = $3",
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
    public Uni<Void> restart(OrgId org, String hashkey, String taskId, ProgressMessage first) {
        return tenantTransactions.inOrg(org, () -> sql.update(
                        "delete from job_progress where org_id = $1 and hashkey = $2 and task_id = $3",
                        org.value(),
                        hashkey,
                        taskId)
                .chain(() -> add(org, hashkey, taskId, first)));
    }

    /** All words of a piece of work, oldest first; empty when the organisation has no such work. */
    public Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId) {
        return tenantTransactions.inOrg(org, () -> stored(org, hashkey, taskId)
                .chain(items -> items.isEmpty()
                        ? fromSources(org, hashkey, taskId)
                        : Uni.createFrom().item(items)));
    }

    private Uni<List<ProgressMessage>> stored(OrgId org, String hashkey, String taskId) {
        return sql.select(
                        "select message, status, result::text from job_progress"
                                + " where org_id = $1 and hashkey = $2 and task_id = $3 order by seq",
                        org.value(),
                        hashkey,
                        taskId)
                .map(rows -> rows.stream().map(this::message).toList());
    }

    private Uni<List<ProgressMessage>> fromSources(OrgId org, String hashkey, String taskId) {
        return Multi.createFrom()
                .iterable(sources)
                .onItem()
                .transformToUniAndConcatenate(source -> source.list(org, hashkey, taskId))
                .filter(items -> !items.isEmpty())
                .toUni()
                .map(items -> items == null ? List.of() : items);
    }

    /** Nobody polls work of yesterday. */
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.HOUSEKEEPING,
                        () -> sql.update("delete from job_progress where at < now() - interval '1 day'"))
                .replaceWithVoid();
    }

    private ProgressMessage message(Object[] row) {
        try {
            JsonNode result = row[2] == null ? null : json.readTree((String) row[2]);
            return new ProgressMessage((String) row[0], (String) row[1], result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL answered JSON that is none", e);
        }
    }

    /** The driver takes JSON in types of its own. */
    private static Object document(JsonNode result) {
        return result.isArray() ? new JsonArray(result.toString()) : new JsonObject(result.toString());
    }
}
