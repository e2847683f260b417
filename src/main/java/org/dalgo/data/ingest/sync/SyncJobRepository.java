package org.dalgo.data.ingest.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.upstream.airbyte.job.AirbyteJob;

/** Rows of Airbyte's jobs that have ended. */
@ApplicationScoped
class SyncJobRepository {

    /**
     * A connection whose jobs are followed.
     *
     * @param id key of its row
     * @param newest its newest job that we know, or 0
     */
    record TrackedConnection(OrgId org, long id, UUID connectionId, long newest) {}

    /**
     * Connections of one organisation.
     *
     * @param connections their ids in Airbyte
     */
    record OrgConnections(OrgId org, List<UUID> connections) {}

    private static final String TRACKED =
            """
            select c.org_id, c.id, c.airbyte_connection_id,
                   coalesce((select max(j.airbyte_job_id) from airbyte_job j where j.connection_id = c.id), 0)
                       as newest_job_id
            from connection c where c.airbyte_connection_id = $1
            """;

    private static final String UPSERT =
            """
            insert into airbyte_job (airbyte_job_id, org_id, connection_id, type, status, created_at,
                started_at, ended_at,
                                     records_emitted, bytes_emitted, records_committed, bytes_committed, last_attempt,
                                     reset_config, stream_stats)
            values ($1::bigint, $2::bigint, $3::bigint, $4::varchar, $5::varchar, $6::timestamptz, $7::timestamptz,
                    $8::timestamptz, $9::bigint, $10::bigint, $11::bigint, $12::bigint, $13::integer, $14::jsonb,
                    $15::jsonb)
            on conflict (airbyte_job_id) do nothing
            """;

    private static final String HISTORY =
            """
            select airbyte_job_id, type, status, created_at, started_at, ended_at, records_emitted, bytes_emitted,
                   records_committed, bytes_committed, last_attempt, reset_config::text as reset_config,
                   stream_stats::text as stream_stats, count(*) over () as total
            from airbyte_job
            where org_id = $1 and connection_id = $2
            order by airbyte_job_id desc limit $3 offset $4
            """;

    private final Sql sql;
    private final ObjectMapper mapper;

    @Inject
    SyncJobRepository(Sql sql, ObjectMapper mapper) {
        this.sql = sql;
        this.mapper = mapper;
    }

    /** The connection of that id in Airbyte, whosever it is as far as the unit of work can see. */
    Uni<Optional<TrackedConnection>> findConnection(UUID connectionId) {
        return sql.firstRow(TRACKED, connectionId).map(row -> Optional.ofNullable(row)
                .map(columns -> new TrackedConnection(
                        columns.org("org_id"),
                        columns.longValue("id"),
                        columns.uuid("airbyte_connection_id"),
                        columns.longValue("newest_job_id"))));
    }

    /** All connections that there are. */
    Uni<List<OrgConnections>> listConnectionsByOrg() {
        return sql.rows("select org_id, array_agg(airbyte_connection_id) as connection_ids"
                        + " from connection group by org_id order by org_id")
                .map(rows -> rows.stream()
                        .map(row -> new OrgConnections(row.org("org_id"), row.uuids("connection_ids")))
                        .toList());
    }

    Uni<Integer> upsert(TrackedConnection connection, AirbyteJob airbyteJob) {
        return sql.update(
                UPSERT,
                airbyteJob.id(),
                connection.org().value(),
                connection.id(),
                airbyteJob.type(),
                airbyteJob.status().name().toLowerCase(Locale.ROOT),
                time(airbyteJob.createdAt().or(airbyteJob::updatedAt).orElseGet(Instant::now)),
                airbyteJob.startedAt().map(SyncJobRepository::time).orElse(null),
                ended(airbyteJob).map(SyncJobRepository::time).orElse(null),
                airbyteJob.recordsEmitted(),
                airbyteJob.bytesEmitted(),
                airbyteJob.recordsCommitted(),
                airbyteJob.bytesCommitted(),
                last(airbyteJob).map(AirbyteJob.Attempt::number).orElse(null),
                airbyteJob
                        .resetConfig()
                        .map(json -> new JsonObject(json.toString()))
                        .orElse(null),
                airbyteJob
                        .streamStats()
                        .map(json -> new JsonArray(json.toString()))
                        .orElse(null));
    }

    /** Jobs of a connection, newest first. */
    Uni<SyncHistoryResponse> history(OrgId org, long connection, int limit, int offset) {
        return sql.rows(HISTORY, org.value(), connection, limit, offset)
                .chain(rows -> rows.isEmpty()
                        ? count(org, connection).map(total -> new SyncHistoryResponse(total, List.of()))
                        : Uni.createFrom()
                                .item(new SyncHistoryResponse(
                                        rows.get(0).longValue("total"),
                                        rows.stream().map(this::entry).toList())));
    }

    /** A job of one of the organisation's connections. */
    Uni<Optional<EndedJob>> job(OrgId org, long id) {
        return sql.firstRow(
                        "select airbyte_job_id, status, last_attempt from airbyte_job where org_id = $1"
                                + " and airbyte_job_id = $2",
                        org.value(),
                        id)
                .map(row -> Optional.ofNullable(row)
                        .map(columns -> new EndedJob(
                                columns.longValue("airbyte_job_id"),
                                columns.text("status"),
                                columns.intOrNull("last_attempt"))));
    }

    private Uni<Long> count(OrgId org, long connection) {
        return sql.firstRow(
                        "select count(*) as total from airbyte_job where org_id = $1 and connection_id = $2",
                        org.value(),
                        connection)
                .map(row -> row.longValue("total"));
    }

    private SyncHistoryResponse.Entry entry(Row row) {
        Instant created = row.instant("created_at");
        Instant ended = row.instant("ended_at");
        return new SyncHistoryResponse.Entry(
                row.longValue("airbyte_job_id"),
                row.text("status"),
                row.text("type"),
                created,
                row.instant("started_at"),
                ended,
                row.longValue("records_emitted"),
                Long.toString(row.longValue("bytes_emitted")),
                row.longValue("records_committed"),
                Long.toString(row.longValue("bytes_committed")),
                row.json("stream_stats", mapper),
                row.json("reset_config", mapper),
                ended == null ? null : ended.getEpochSecond() - created.getEpochSecond(),
                row.intOrNull("last_attempt"));
    }

    private static Optional<Instant> ended(AirbyteJob airbyteJob) {
        return last(airbyteJob).flatMap(AirbyteJob.Attempt::endedAt).or(airbyteJob::updatedAt);
    }

    private static Optional<AirbyteJob.Attempt> last(AirbyteJob airbyteJob) {
        return airbyteJob.attempts().isEmpty()
                ? Optional.empty()
                : Optional.of(airbyteJob.attempts().get(airbyteJob.attempts().size() - 1));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
