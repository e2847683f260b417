package org.dalgo.data.ingest.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import org.dalgo.platform.tenancy.Columns;
import org.dalgo.platform.tenancy.OrgId;
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
            select c.org_id, c.id, c.airbyte_connection_id, coalesce((select max(j.airbyte_job_id) from airbyte_job j
                                                           where j.connection_id = c.id), 0)
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
                   records_committed, bytes_committed, last_attempt, reset_config::text, stream_stats::text,
                   count(*) over ()
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
        return sql.first(TRACKED, connectionId).map(row -> Optional.ofNullable(row)
                .map(columns -> new TrackedConnection(
                        new OrgId(number(columns[0])), number(columns[1]), (UUID) columns[2], number(columns[3]))));
    }

    /** All connections that there are. */
    Uni<List<OrgConnections>> listConnectionsByOrg() {
        return sql.select("select org_id, array_agg(airbyte_connection_id)"
                        + " from connection group by org_id order by org_id")
                .map(rows -> rows.stream()
                        .map(row -> new OrgConnections(new OrgId(number(row[0])), List.of((UUID[]) row[1])))
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
        return sql.select(HISTORY, org.value(), connection, limit, offset)
                .chain(rows -> rows.isEmpty()
                        ? count(org, connection).map(total -> new SyncHistoryResponse(total, List.of()))
                        : Uni.createFrom()
                                .item(new SyncHistoryResponse(
                                        number(rows.get(0)[13]),
                                        rows.stream().map(this::entry).toList())));
    }

    /** A job of one of the organisation's connections. */
    Uni<Optional<EndedJob>> job(OrgId org, long id) {
        return sql.first(
                        "select airbyte_job_id, status, last_attempt from airbyte_job where org_id = $1"
                                + " and airbyte_job_id = $2",
                        org.value(),
                        id)
                .map(row -> Optional.ofNullable(row)
                        .map(columns -> new EndedJob(
                                number(columns[0]),
                                (String) columns[1],
                                columns[2] == null ? null : ((Number) columns[2]).intValue())));
    }

    private Uni<Long> count(OrgId org, long connection) {
        return sql.first(
                        "select count(*) from airbyte_job where org_id = $1 and connection_id = $2",
                        org.value(),
                        connection)
                .map(row -> number(row[0]));
    }

    private SyncHistoryResponse.Entry entry(Object[] row) {
        Instant created = Columns.instant(row[3]);
        Instant ended = Columns.instant(row[5]);
        return new SyncHistoryResponse.Entry(
                number(row[0]),
                (String) row[2],
                (String) row[1],
                created,
                Columns.instant(row[4]),
                ended,
                number(row[6]),
                row[7].toString(),
                number(row[8]),
                row[9].toString(),
                json(row[12]),
                json(row[11]),
                ended == null ? null : ended.getEpochSecond() - created.getEpochSecond(),
                row[10] == null ? null : ((Number) row[10]).intValue());
    }

    private JsonNode json(Object column) {
        try {
            return column == null ? null : mapper.readTree((String) column);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL answered JSON that is none", e);
        }
    }

    private static Optional<Instant> ended(AirbyteJob airbyteJob) {
        return last(airbyteJob).flatMap(AirbyteJob.Attempt::endedAt).or(airbyteJob::updatedAt);
    }

    private static Optional<AirbyteJob.Attempt> last(AirbyteJob airbyteJob) {
        return airbyteJob.attempts().isEmpty()
                ? Optional.empty()
                : Optional.of(airbyteJob.attempts().get(airbyteJob.attempts().size() - 1));
    }

    private static long number(Object column) {
        return ((Number) column).longValue();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
