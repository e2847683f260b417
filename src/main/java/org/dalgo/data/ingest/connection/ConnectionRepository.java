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
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over connections; the list that the page polls is one of them. */
@ApplicationScoped
class ConnectionRepository implements PanacheRepository<Connection> {

    // A released lock is shown for two seconds more: the page starts to poll only when the list after the click still
    // bears one. A lock of the connection's own deployment says more than that of a pipeline.
    private static final String SUMMARIES =
            """
            select c.name, c.airbyte_connection_id, c.status, c.destination_schema,
                   s.airbyte_source_id, s.name as source_name, s.connector_name, s.airbyte_source_definition_id, s.icon,
                   w.airbyte_destination_id, w.name as warehouse_name, w.type as warehouse_type,
                   w.airbyte_destination_definition_id,
                   d.sync, d.clear,
                   l.locked_at, l.email, l.prefect_flow_run_id, l.state_type, l.own,
                   j.airbyte_job_id, j.status as job_status, j.started_at, j.created_at
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
        return sql.rows(SUMMARIES + "order by c.id", org.value())
                .map(rows -> rows.stream().map(ConnectionRepository::summary).toList());
    }

    /** One connection with what a list shows of it. */
    Uni<ConnectionSummary> summary(OrgId org, long id) {
        return sql.firstRow(SUMMARIES + "and c.id = $2", org.value(), id).map(ConnectionRepository::summary);
    }

    /**
     * Lets one unit of work at a time, until it ends, decide which connection loads into which table of the organisation's
     * warehouse.
     */
    Uni<Void> lockTables(OrgId org) {
        return sql.lock("connection tables", org);
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
        return sql.firstRow(
                        "select c.status, exists (select from schema_change s where s.connection_id = c.id) as breaking"
                                + " from connection c where c.org_id = $1 and c.airbyte_connection_id = $2",
                        org.value(),
                        connectionId)
                .map(row -> Optional.ofNullable(row)
                        .map(columns ->
                                new ConnectionEvent(connectionId, columns.text("status"), columns.bool("breaking"))));
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

    private static ConnectionSummary summary(Row row) {
        LockResponse lock = row.isNull("locked_at")
                ? null
                : LockResponse.of(
                        row.text("email"),
                        row.instant("locked_at"),
                        row.uuid("prefect_flow_run_id"),
                        row.text("state_type"),
                        row.bool("own"),
                        null);
        return new ConnectionSummary(
                row.text("name"),
                row.uuid("airbyte_connection_id"),
                row.text("status"),
                new ConnectionSummary.Source(
                        row.uuid("airbyte_source_id"),
                        row.text("source_name"),
                        text(row.text("connector_name")),
                        row.uuid("airbyte_source_definition_id"),
                        row.text("icon")),
                new ConnectionSummary.Destination(
                        row.uuid("airbyte_destination_id"),
                        text(row.text("warehouse_name")),
                        connector(row.text("warehouse_type")),
                        row.uuid("airbyte_destination_definition_id"),
                        null),
                row.uuid("sync"),
                row.uuid("clear"),
                null,
                row.text("destination_schema"),
                lock != null,
                row.isNull("airbyte_job_id") ? null : lastRun(row),
                lock,
                null);
    }

    private static ConnectionSummary.LastRun lastRun(Row row) {
        Instant ordered = row.instant("created_at");
        Instant started = row.isNull("started_at") ? ordered : row.instant("started_at");
        return new ConnectionSummary.LastRun(row.longValue("airbyte_job_id"), row.text("job_status"), started, ordered);
    }

    private static String connector(String type) {
        return "bigquery".equals(type) ? "BigQuery" : "postgres".equals(type) ? "Postgres" : text(type);
    }

    private static String text(String column) {
        return column == null ? "" : column;
    }
}
