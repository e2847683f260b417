package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Finds roles. They are the same for all organisations. */
@ApplicationScoped
public class RoleService {

    private final TenantTransactions tenantTransactions;
    private final RoleRepository roles;

    @Inject
    RoleService(TenantTransactions tenantTransactions, RoleRepository roles) {
        this.tenantTransactions = tenantTransactions;
        this.roles = roles;
    }

    /** The roles that a caller of that level may give to others, the highest first. */
    public Uni<List<RoleView>> listUpToLevel(OrgId org, int level) {
        return tenantTransactions.inOrg(org, () -> roles.listUpToLevel(level));
    }

    /** The role of that id on the wire; fails with BAD_REQUEST. Joins the current transaction. */
    public Uni<RoleView> get(UUID uuid) {
        return roles.findByUuid(uuid).map(RoleService::required);
    }

    /**
     * The role of that slug, as clients of 2024 ({@code report_viewer}) or the list of roles ({@code report-viewer}) spell
     * it; fails with BAD_REQUEST. Joins the current transaction.
     */
    public Uni<RoleView> get(String slug) {
        return roles.findByEitherSpelling(slug).map(RoleService::required);
    }

    private static RoleView required(Optional<RoleView> role) {
        return role.orElseThrow(() -> Failure.badRequest("There is no such role. Choose one of the list of roles."));
    }

    /** The role of that name in the rows; fails with INVALID. Joins the current transaction. */
    public Uni<RoleView> getBySlug(String slug) {
        return roles.findBySlug(slug)
                .map(role -> role.orElseThrow(() ->
                        Failure.invalid("role", "There is no role " + slug + ". Choose one of the list of roles.")));
    }
}
