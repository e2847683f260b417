package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Finds roles. They are the same for all organisations. */
@ApplicationScoped
public class RoleService {

    private static final String SELECT = "select id, uuid, name, wire_slug, level from role ";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    RoleService(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    /** The roles that someone of that level may give to others, the highest first. */
    public Uni<List<RoleView>> listUpToLevel(OrgId org, int level) {
        return tenantTransactions
                .inOrg(org, () -> sql.select(SELECT + "where level <= $1 order by level desc, id", level))
                .map(rows -> rows.stream().map(RoleService::role).toList());
    }

    /** The role of that id on the wire; fails with BAD_REQUEST. Joins the unit of work in hand. */
    public Uni<RoleView> get(UUID uuid) {
        return getOne(SELECT + "where uuid = $1", uuid);
    }

    /** The role of that name, as clients of 2024 know it; fails with BAD_REQUEST. Joins the unit of work in hand. */
    public Uni<RoleView> get(String slug) {
        return getOne(SELECT + "where slug = $1", slug);
    }

    private Uni<RoleView> getOne(String query, Object role) {
        return sql.first(query, role).map(row -> {
            if (row == null) {
                throw Failure.badRequest("there is no such role");
            }
            return role(row);
        });
    }

    /** The role of that name in the rows; fails with INVALID. Joins the unit of work in hand. */
    public Uni<RoleView> getBySlug(String slug) {
        return sql.first(SELECT + "where slug = $1", slug).map(row -> {
            if (row == null) {
                throw Failure.invalid("role", "there is no role " + slug);
            }
            return role(row);
        });
    }

    private static RoleView role(Object[] row) {
        return new RoleView(
                ((Number) row[0]).intValue(),
                (UUID) row[1],
                (String) row[2],
                (String) row[3],
                ((Number) row[4]).intValue());
    }
}
