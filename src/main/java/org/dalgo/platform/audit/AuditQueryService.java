package org.dalgo.platform.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Reads an organisation's entries, a page at a time. */
@ApplicationScoped
class AuditQueryService {

    private static final int EXPORT_PAGE_SIZE = 500;

    private final TenantTransactions tenantTransactions;
    private final AuditRepository entries;
    private final AuditLog auditLog;

    @Inject
    AuditQueryService(TenantTransactions tenantTransactions, AuditRepository entries, AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.entries = entries;
        this.auditLog = auditLog;
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
                .inOrg(org, () -> entries.list(org, wanted, before, limit + 1))
                .map(found -> {
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
}
