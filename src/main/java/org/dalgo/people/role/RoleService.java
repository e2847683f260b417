package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Finds roles. They are the same for all organisations. */
@ApplicationScoped
public class RoleService {

    private static final String SELECT = "select id, uuid, slug, name, wire_slug, level from role ";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    RoleService(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    /** The roles that a caller of that level may give to others, the highest first. */
    public Uni<List<RoleView>> listUpToLevel(OrgId org, int level) {
        return tenantTransactions
                .inOrg(org, () -> sql.rows(SELECT + "where level <= $1 order by level desc, id", level))
                .map(rows -> rows.stream().map(RoleService::role).toList());
    }

    /** The role of that id on the wire; fails with BAD_REQUEST. Joins the current transaction. */
    public Uni<RoleView> get(UUID uuid) {
        return getOne(SELECT + "where uuid = $1", uuid);
    }

    /**
     * The role of that slug, as clients of 2024 ({@code report_viewer}) or the list of roles ({@code report-viewer}) spell
     * it; fails with BAD_REQUEST. Joins the current transaction.
     */
    public Uni<RoleView> get(String slug) {
        return getOne(SELECT + "where replace(slug, '_', '-') = replace($1, '_', '-')", slug);
    }

    private Uni<RoleView> getOne(String query, Object role) {
        return sql.firstRow(query, role).map(row -> {
            if (row == null) {
                throw Failure.badRequest("There is no such role. Choose one of the list of roles.");
            }
            return role(row);
        });
    }

    /** The role of that name in the rows; fails with INVALID. Joins the current transaction. */
    public Uni<RoleView> getBySlug(String slug) {
        return sql.firstRow(SELECT + "where slug = $1", slug).map(row -> {
            if (row == null) {
                throw Failure.invalid("role", "There is no role " + slug + ". Choose one of the list of roles.");
            }
            return role(row);
        });
    }

    private static RoleView role(Row row) {
        return new RoleView(
                row.intValue("id"),
                row.uuid("uuid"),
                row.text("slug"),
                row.text("name"),
                row.text("wire_slug"),
                row.intValue("level"));
    }
}
