package org.dalgo.data.ingest.schema;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Rows of schema changes that wait for acceptance. */
@ApplicationScoped
class SchemaChangeRepository {

    private static final String UPSERT =
            """
            insert into schema_change (connection_id, org_id, change_type)
            select c.id, c.org_id, $3::varchar from connection c where c.org_id = $1 and c.airbyte_connection_id = $2
            on conflict (connection_id) do update set change_type = excluded.change_type
            """;

    private final Sql sql;

    @Inject
    SchemaChangeRepository(Sql sql) {
        this.sql = sql;
    }

    Uni<List<SchemaChangeResponse>> list(OrgId org) {
        return sql.select(
                        "select c.airbyte_connection_id, s.change_type, s.created_at from schema_change s"
                                + " join connection c on c.id = s.connection_id where s.org_id = $1"
                                + " order by s.created_at, c.id",
                        org.value())
                .map(rows -> rows.stream()
                        .map(row -> new SchemaChangeResponse(
                                (UUID) row[0], (String) row[1], ((OffsetDateTime) row[2]).toInstant(), null))
                        .toList());
    }

    /** Notes a change; one that is known keeps the time when it was first seen. */
    Uni<Integer> upsert(OrgId org, UUID connection, String changeType) {
        return sql.update(UPSERT, org.value(), connection, changeType);
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
        return sql.select(
                        "select s.airbyte_source_id from source s where s.org_id = $1"
                                + " and exists (select from connection c where c.source_id = s.id) order by s.id",
                        org.value())
                .map(rows -> rows.stream().map(row -> (UUID) row[0]).toList());
    }

    /** Organisations that have a connection. */
    Uni<List<OrgId>> listOrgs() {
        return sql.select("select distinct org_id from connection order by org_id")
                .map(rows -> rows.stream()
                        .map(row -> new OrgId(((Number) row[0]).longValue()))
                        .toList());
    }
}
