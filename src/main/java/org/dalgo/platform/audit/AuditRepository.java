package org.dalgo.platform.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over entries. All join the current transaction. */
@ApplicationScoped
class AuditRepository {

    /**
     * An entry that is to be written.
     *
     * @param account null when there is none
     * @param id of the object, or null
     * @param address network address of the request, or null outside of one
     * @param agent what the client called itself, or null
     */
    record NewEntry(
            Long account,
            String actor,
            AuditAction action,
            String type,
            String id,
            Map<String, ?> details,
            String address,
            String agent) {}

    private static final String INSERT =
            """
            insert into audit_entry (org_id, account_id, actor, action, resource_type, resource_id, details,
                address, agent)
            values ($1::bigint, $2::bigint, $3::varchar, $4::varchar, $5::varchar, $6::varchar, $7::jsonb, $8::varchar,
                    $9::varchar)
            """;

    private static final String QUERY =
            """
            select id, at, actor, action, resource_type, resource_id, details::text as details, address, agent
            from audit_entry
            where org_id = $1
              and id < coalesce($2::bigint, 9223372036854775807)
              and ($3::varchar is null or lower(actor) = lower($3::varchar))
              and ($4::varchar is null or action = $4::varchar)
              and ($5::varchar is null or resource_type = $5::varchar)
              and ($6::varchar is null or resource_id = $6::varchar)
              and ($7::timestamptz is null or at >= $7::timestamptz)
              and ($8::timestamptz is null or at < $8::timestamptz)
            order by id desc limit $9
            """;

    private final Sql sql;
    private final ObjectMapper json;

    @Inject
    AuditRepository(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /**
     * Writes an entry.
     *
     * @param org null when it concerns no single organisation
     */
    Uni<Void> insert(OrgId org, NewEntry entry) {
        return sql.update(
                        INSERT,
                        org == null ? null : org.value(),
                        entry.account(),
                        entry.actor(),
                        entry.action().code(),
                        entry.type(),
                        entry.id(),
                        new JsonObject(json.valueToTree(entry.details()).toString()),
                        entry.address(),
                        entry.agent())
                .replaceWithVoid();
    }

    /**
     * The newest entries that a filter lets through.
     *
     * @param filter parameters of an {@link AuditQuery}
     * @param before id of the entry that they were written before, or null
     */
    Uni<List<AuditEntry>> list(OrgId org, Object[] filter, Long before, int limit) {
        return sql.rows(QUERY, parameters(org, filter, before, limit))
                .map(rows -> rows.stream().map(this::entry).toList());
    }

    private static Object[] parameters(OrgId org, Object[] filter, Long before, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(org.value());
        parameters.add(before);
        parameters.addAll(Arrays.asList(filter));
        parameters.add(limit);
        return parameters.toArray();
    }

    private AuditEntry entry(Row row) {
        return new AuditEntry(
                row.longValue("id"),
                row.instant("at"),
                row.text("actor"),
                row.text("action"),
                row.text("resource_type"),
                row.text("resource_id"),
                row.json("details", json),
                row.text("address"),
                row.text("agent"));
    }
}
