package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.platform.tenancy.Columns;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Queries over connections; the list that the page polls is one of them. */
@ApplicationScoped
class ConnectionRepository implements PanacheRepository<Connection> {

    // A released lock is shown for two seconds more: the page starts to poll only when the list after the click still
    // bears one. A lock of the connection's own deployment says more than that of a pipeline.
    private static final String SUMMARIES =
            """
            select c.name, c.airbyte_connection_id, c.status, c.destination_schema,
                   s.airbyte_source_id, s.name, s.connector_name, s.airbyte_source_definition_id, s.icon,
                   w.airbyte_destination_id, w.name, w.type, w.airbyte_destination_definition_id,
                   d.sync, d.clear,
                   l.locked_at, l.email, l.prefect_flow_run_id, l.state_type, l.own,
                   j.airbyte_job_id, j.status, j.started_at, j.created_at
            from connection c
            join source s on s.id = c.source_id
            left join warehouse w on w.org_id = c.org_id
            left join lateral (
                select (array_agg(m.prefect_deployment_id) filter (where k.slug = 'airbyte-sync'))[1] as sync,
                       (array_agg(m.prefect_deployment_id) filter (where k.slug = 'airbyte-clear'))[1] as clear
                from org_task t
                join task k on k.id = t.task_id
                join deployment_task x on x.org_task_id = t.id
                join deployment m on m.id = x.deployment_id and m.type = 'manual'
                where t.org_id = c.org_id and t.airbyte_connection_id = c.airbyte_connection_id) d on true
            left join lateral (
                select z.locked_at, a.email, r.prefect_flow_run_id, r.state_type, m.type = 'manual' as own
                from org_task t
                join task k on k.id = t.task_id
                join task_lock z on z.org_task_id = t.id
                join run r on r.id = z.run_id
                join deployment m on m.id = z.deployment_id
                left join account a on a.id = z.account_id
                where t.org_id = c.org_id and t.airbyte_connection_id = c.airbyte_connection_id
                  and ((z.released_at is null and z.expires_at > now())
                       or z.released_at > now() - interval '2 seconds')
                order by z.released_at is not null, k.slug = 'airbyte-sync' desc, z.locked_at limit 1) l on true
            left join lateral (
                select airbyte_job_id, status, started_at, created_at from airbyte_job
                where connection_id = c.id order by airbyte_job_id desc limit 1) j on true
            where c.org_id = $1
            """;

    @Inject
    Sql sql;

    /** The organisation's connection of that name, or null. */
    Uni<Connection> findByName(OrgId org, String name) {
        return find("org = ?1 and lower(name) = lower(?2)", org.value(), name).firstResult();
    }

    /** The organisation's connection of that id in Airbyte, or null. */
    Uni<Connection> findByConnectionId(OrgId org, UUID connectionId) {
        return find("org = ?1 and connectionId = ?2", org.value(), connectionId).firstResult();
    }

    Uni<List<Connection>> listByOrg(OrgId org) {
        return list("org = ?1 order by id", org.value());
    }

    /** Connections of which it is not known which tables they load into. */
    Uni<List<Connection>> listWithoutTables(OrgId org) {
        return list("org = ?1 and destinationTables is null order by id", org.value());
    }

    /** All connections with what a list shows of them. */
    Uni<List<ConnectionSummary>> summaries(OrgId org) {
        return sql.select(SUMMARIES + "order by c.id", org.value())
                .map(rows -> rows.stream().map(ConnectionRepository::summary).toList());
    }

    /** One connection with what a list shows of it. */
    Uni<ConnectionSummary> summary(OrgId org, long id) {
        return sql.first(SUMMARIES + "and c.id = $2", org.value(), id).map(ConnectionRepository::summary);
    }

    /**
     * Lets one unit of work at a time, until it ends, decide which connection loads into which table of the organisation's
     * warehouse.
     */
    Uni<Void> lockTables(OrgId org) {
        return sql.select(
                        "select pg_advisory_xact_lock(hashtextextended('connection tables ' || $1::bigint, 0))",
                        org.value())
                .replaceWithVoid();
    }

    /** Stores which tables a connection loads into. */
    Uni<Void> setTables(OrgId org, Long id, JsonNode tables) {
        return sql.update(
                        "update connection set destination_tables = $3::jsonb where org_id = $1 and id = $2",
                        org.value(),
                        id,
                        tables == null ? null : new JsonObject(tables.toString()))
                .replaceWithVoid();
    }

    /** Answers 0 when the status is that already. */
    Uni<Integer> setStatus(OrgId org, UUID connectionId, String status) {
        return update(
                "status = ?3 where org = ?1 and connectionId = ?2 and status <> ?3", org.value(), connectionId, status);
    }

    /** The state of a connection as its event carries it; empty when it was deleted. */
    Uni<Optional<ConnectionEvent>> findEvent(OrgId org, UUID connectionId) {
        return sql.first(
                        "select c.status, exists (select from schema_change s where s.connection_id = c.id)"
                                + " from connection c where c.org_id = $1 and c.airbyte_connection_id = $2",
                        org.value(),
                        connectionId)
                .map(row -> Optional.ofNullable(row)
                        .map(columns -> new ConnectionEvent(connectionId, (String) columns[0], (Boolean) columns[1])));
    }

    /** A breaking change has had its answer when the connection was saved. */
    Uni<Integer> deleteBreakingChange(OrgId org, long id) {
        return sql.update(
                "delete from schema_change where org_id = $1 and connection_id = $2 and change_type = 'breaking'",
                org.value(),
                id);
    }

    Uni<Boolean> delete(OrgId org, Long id) {
        return delete("org = ?1 and id = ?2", org.value(), id).map(count -> count > 0);
    }

    private static ConnectionSummary summary(Object[] row) {
        LockResponse lock = row[15] == null
                ? null
                : LockResponse.of(
                        (String) row[16],
                        Columns.instant(row[15]),
                        (UUID) row[17],
                        (String) row[18],
                        (Boolean) row[19],
                        null);
        return new ConnectionSummary(
                (String) row[0],
                (UUID) row[1],
                (String) row[2],
                new ConnectionSummary.Source(
                        (UUID) row[4], (String) row[5], text(row[6]), (UUID) row[7], (String) row[8]),
                new ConnectionSummary.Destination(
                        (UUID) row[9], text(row[10]), connector((String) row[11]), (UUID) row[12], null),
                (UUID) row[13],
                (UUID) row[14],
                null,
                (String) row[3],
                lock != null,
                row[20] == null ? null : lastRun(row),
                lock,
                null);
    }

    private static ConnectionSummary.LastRun lastRun(Object[] row) {
        Instant ordered = Columns.instant(row[23]);
        Instant started = row[22] == null ? ordered : Columns.instant(row[22]);
        return new ConnectionSummary.LastRun(((Number) row[20]).longValue(), (String) row[21], started, ordered);
    }

    private static String connector(String type) {
        return "bigquery".equals(type) ? "BigQuery" : "postgres".equals(type) ? "Postgres" : text(type);
    }

    private static String text(Object column) {
        return column == null ? "" : (String) column;
    }
}
