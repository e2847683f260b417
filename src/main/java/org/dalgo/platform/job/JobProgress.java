package org.dalgo.platform.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.orgevent.OrgEventTopic;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Progress messages of jobs. A job is named by the kind of work (the web app's {@code hashkey}) and its own id; both belong
 * to one organisation. Each message is one row: none is rewritten.
 */
@ApplicationScoped
public class JobProgress {

    /** Kind of work of which an object of the organisation has one at a time: its id is made of that object's. */
    public static final String SINGLE = "stp";

    /** Characters of JSON. */
    private static final int MAX_EVENT_RESULT = 32_768;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final ObjectMapper json;
    private final Instance<ProgressSource> sources;
    private final OrgEventLog events;

    /**
     * Event of the organisation's stream.
     *
     * @param progress the newest message alone
     */
    record JobEvent(
            @JsonProperty("task_id") String taskId,
            @JsonProperty("hashkey") String hashkey,
            @JsonProperty("progress") List<JobProgressItem> progress) {}

    @Inject
    JobProgress(
            TenantTransactions tenantTransactions,
            Sql sql,
            ObjectMapper json,
            Instance<ProgressSource> sources,
            OrgEventLog events) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.json = json;
        this.sources = sources;
        this.events = events;
    }

    /**
     * Adds a progress message and publishes it on the organisation's stream; joins the current unit of work, if there is
     * one. As every publication, it belongs at the end of that unit.
     */
    public Uni<Void> add(OrgId org, String hashkey, String taskId, ProgressMessage message) {
        ProgressMessage item = message.timestamp() == null ? message.at(Instant.now()) : message;
        return tenantTransactions.inOrg(org, () -> sql.update(
                        "insert into job_progress (org_id, hashkey, task_id, seq, message, status, result, at)"
                                + " select $1::bigint, $2::varchar, $3::varchar, coalesce(max(seq) + 1, 0),"
                                + " $4::text, $5::varchar, $6::jsonb, $7::timestamptz from job_progress"
                                + " where org_id = $1 and hashkey = $2 and task_id = $3",
                        org.value(),
                        hashkey,
                        taskId,
                        item.message(),
                        item.status(),
                        item.result() == null ? null : document(item.result()),
                        item.timestamp().atOffset(ZoneOffset.UTC))
                .chain(() -> events.publish(org, OrgEventTopic.JOB, event(hashkey, taskId, item))));
    }

    /** A large result stays out of the stream, which every viewer of the organisation buffers; the poll has it. */
    private static JobEvent event(String hashkey, String taskId, ProgressMessage item) {
        boolean large = item.result() != null && item.result().toString().length() > MAX_EVENT_RESULT;
        JobProgressItem published = JobProgressItem.of(
                large ? new ProgressMessage(item.message(), item.status(), null, item.timestamp()) : item);
        return new JobEvent(taskId, hashkey, List.of(published));
    }

    /**
     * Stores the first message of a job whose id was used before. Messages of the earlier job are deleted, because
     * clients would read its end as the end of this job. Joins the current unit of work, if there is one.
     */
    public Uni<Void> restart(OrgId org, String hashkey, String taskId, ProgressMessage first) {
        return tenantTransactions.inOrg(org, () -> sql.update(
                        "delete from job_progress where org_id = $1 and hashkey = $2 and task_id = $3",
                        org.value(),
                        hashkey,
                        taskId)
                .chain(() -> add(org, hashkey, taskId, first)));
    }

    /** All messages of a job, oldest first; empty when the organisation has no such job. */
    public Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId) {
        return tenantTransactions.inOrg(org, () -> stored(org, hashkey, taskId)
                .chain(items -> items.isEmpty()
                        ? fromSources(org, hashkey, taskId)
                        : Uni.createFrom().item(items)));
    }

    private Uni<List<ProgressMessage>> stored(OrgId org, String hashkey, String taskId) {
        return sql.rows(
                        "select message, status, result::text as result, at from job_progress"
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

    private ProgressMessage message(Row row) {
        return new ProgressMessage(
                row.text("message"), row.text("status"), row.json("result", json), row.instant("at"));
    }

    /** The driver takes JSON in types of its own. */
    private static Object document(JsonNode result) {
        return result.isArray() ? new JsonArray(result.toString()) : new JsonObject(result.toString());
    }
}
