package org.dalgo.data.ingest.schema;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Rows of schema changes that wait for acceptance. */
@ApplicationScoped
class SchemaChangeRepository {

    private static final String UPSERT =
            """
            with target as (
                select c.id, c.org_id from connection c where c.org_id = $1 and c.airbyte_connection_id = $2),
            known as (
                select s.change_type, s.fingerprint from schema_change s join target t on t.id = s.connection_id),
            written as (
                insert into schema_change as s (connection_id, org_id, change_type, fingerprint)
                select id, org_id, $3::varchar, $4::varchar from target
                on conflict (connection_id) do update set change_type = excluded.change_type,
                    fingerprint = coalesce(excluded.fingerprint, s.fingerprint)
                returning s.connection_id)
            select k.change_type is null or k.change_type <> $3::varchar
                   or coalesce(k.fingerprint <> $4::varchar, false) as news
            from written left join known k on true
            """;

    private final Sql sql;

    @Inject
    SchemaChangeRepository(Sql sql) {
        this.sql = sql;
    }

    Uni<List<SchemaChangeResponse>> list(OrgId org) {
        return sql.rows(
                        "select c.airbyte_connection_id, s.change_type, s.created_at from schema_change s"
                                + " join connection c on c.id = s.connection_id where s.org_id = $1"
                                + " order by s.created_at, c.id",
                        org.value())
                .map(rows -> rows.stream()
                        .map(row -> new SchemaChangeResponse(
                                row.uuid("airbyte_connection_id"),
                                row.text("change_type"),
                                row.instant("created_at"),
                                null))
                        .toList());
    }

    /**
     * Records a change; one that is known keeps the time when it was first seen.
     *
     * @param fingerprint of what the source holds, or null
     * @return whether the kind of change or what the source holds differs from the last record
     */
    Uni<Boolean> upsert(OrgId org, UUID connection, String changeType, String fingerprint) {
        return sql.firstRow(UPSERT, org.value(), connection, changeType, fingerprint)
                .map(row -> row != null && row.bool("news"));
    }

    Uni<Integer> delete(OrgId org, UUID connection) {
        return sql.update(
                "delete from schema_change where org_id = $1 and connection_id = (select id from connection"
                        + " where org_id = $1 and airbyte_connection_id = $2)",
                org.value(),
                connection);
    }

    /** Ids in Airbyte of the sources that some connection reads. */
    Uni<List<UUID>> listSourceIds(OrgId org) {
        return sql.rows(
                        "select s.airbyte_source_id from source s where s.org_id = $1"
                                + " and exists (select from connection c where c.source_id = s.id) order by s.id",
                        org.value())
                .map(rows ->
                        rows.stream().map(row -> row.uuid("airbyte_source_id")).toList());
    }

    /** Organisations that have a connection. */
    Uni<List<OrgId>> listOrgs() {
        return sql.rows("select distinct org_id from connection order by org_id")
                .map(rows -> rows.stream().map(row -> row.org("org_id")).toList());
    }
}
