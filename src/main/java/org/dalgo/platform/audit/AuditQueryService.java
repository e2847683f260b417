package org.dalgo.platform.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Reads an organisation's entries, a page at a time. */
@ApplicationScoped
class AuditQueryService {

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

    private static final int EXPORT_PAGE_SIZE = 500;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final AuditLog auditLog;
    private final ObjectMapper json;

    @Inject
    AuditQueryService(TenantTransactions tenantTransactions, Sql sql, AuditLog auditLog, ObjectMapper json) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.auditLog = auditLog;
        this.json = json;
    }

    /**
     * Entries that were written before another one.
     *
     * @param before id of that other one, or null for the newest
     */
    Uni<AuditPage> page(OrgId org, AuditQuery filter, Long before, int limit) {
        return page(org, filter.parameters(), before, limit);
    }

    private Uni<AuditPage> page(OrgId org, Object[] wanted, Long before, int limit) {
        return tenantTransactions
                .inOrg(org, () -> sql.rows(QUERY, parameters(org, wanted, before, limit + 1)))
                .map(rows -> {
                    List<AuditEntry> found = rows.stream().map(this::entry).toList();
                    List<AuditEntry> shown = found.subList(0, Math.min(limit, found.size()));
                    return new AuditPage(
                            shown, found.size() > limit ? shown.get(limit - 1).id() : null);
                });
    }

    /**
     * All entries as CSV, read as fast as the client takes them. The export itself becomes an entry. The first page is
     * read before the item of this: a query that PostgreSQL refuses fails while a status can still be sent.
     */
    Uni<Multi<String>> csv(OrgId org, AuditQuery filter) {
        Object[] wanted = filter.parameters();
        return tenantTransactions.inOrg(org, () -> page(org, wanted, null, EXPORT_PAGE_SIZE)
                .call(() -> auditLog.record(org, AuditAction.EXPORT, "audit", null, Map.of("format", "csv")))
                .map(first -> lines(org, wanted, first)));
    }

    private Multi<String> lines(OrgId org, Object[] wanted, AuditPage first) {
        Multi<String> begin = Multi.createFrom().items(AuditCsv.HEADER, AuditCsv.lines(first.entries()));
        if (first.next() == null) {
            return begin;
        }
        AtomicReference<Long> next = new AtomicReference<>(first.next());
        Multi<String> rest = Multi.createBy()
                .repeating()
                .uni(() -> page(org, wanted, next.get(), EXPORT_PAGE_SIZE).invoke(page -> next.set(page.next())))
                .whilst(page -> page.next() != null)
                .map(page -> AuditCsv.lines(page.entries()));
        return Multi.createBy().concatenating().streams(begin, rest);
    }

    private static Object[] parameters(OrgId org, Object[] wanted, Long before, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(org.value());
        parameters.add(before);
        parameters.addAll(Arrays.asList(wanted));
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
