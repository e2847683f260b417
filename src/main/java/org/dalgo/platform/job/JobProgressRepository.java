package org.dalgo.platform.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over progress messages. All join the current transaction. */
@ApplicationScoped
class JobProgressRepository {

    // Work without progress for so long counts as lost.
    private static final String RUNNING =
            """
            select task_id from job_progress where org_id = $1 and hashkey = $2
            group by task_id
            having max(at) > now() - interval '10 minutes' and not bool_or(status in ('completed', 'failed'))
            order by max(at) desc limit 1
            """;

    private final Sql sql;
    private final ObjectMapper json;

    @Inject
    JobProgressRepository(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /** Adds a message behind those that the job has. */
    Uni<Void> insert(OrgId org, String hashkey, String taskId, ProgressMessage message) {
        return sql.update(
                        "insert into job_progress (org_id, hashkey, task_id, seq, message, status, result, at)"
                                + " select $1::bigint, $2::varchar, $3::varchar, coalesce(max(seq) + 1, 0),"
                                + " $4::text, $5::varchar, $6::jsonb, $7::timestamptz from job_progress"
                                + " where org_id = $1 and hashkey = $2 and task_id = $3",
                        org.value(),
                        hashkey,
                        taskId,
                        message.message(),
                        message.status(),
                        message.result() == null ? null : document(message.result()),
                        message.timestamp().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    /** Messages of a job, oldest first. */
    Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId) {
        return sql.rows(
                        "select message, status, result::text as result, at from job_progress"
                                + " where org_id = $1 and hashkey = $2 and task_id = $3 order by seq",
                        org.value(),
                        hashkey,
                        taskId)
                .map(rows -> rows.stream().map(this::message).toList());
    }

    /** Id of the newest job of that kind of work that has not ended. */
    Uni<Optional<String>> findRunning(OrgId org, String hashkey) {
        return sql.firstRow(RUNNING, org.value(), hashkey)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("task_id")));
    }

    Uni<Void> delete(OrgId org, String hashkey, String taskId) {
        return sql.update(
                        "delete from job_progress where org_id = $1 and hashkey = $2 and task_id = $3",
                        org.value(),
                        hashkey,
                        taskId)
                .replaceWithVoid();
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
