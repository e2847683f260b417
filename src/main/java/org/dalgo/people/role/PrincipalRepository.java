package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.security.cache.CallerCache;
import org.dalgo.platform.security.cache.CallerCacheRegistry;
import org.dalgo.platform.tenancy.Columns;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Account, memberships and permissions of a session: one query, cached for a few seconds. So a warm request is
 * authenticated without the database.
 */
@ApplicationScoped
public class PrincipalRepository {

    private static final String QUERY =
            """
            select a.id, a.email, a.email_verified,
                   a.active and s.revoked_at is null and s.expires_at > now(),
                   o.id, o.slug, r.level,
                   (select array_agg(p.permission) from role_permission p where p.role_id = r.id)
            from session s
            join account a on a.id = s.account_id
            left join (membership m join org o on o.id = m.org_id)
                on m.account_id = a.id and m.active and o.state <> 'deleting'
            left join role r on r.id = m.role_id
            where s.id = $1 and s.account_id = $2
            order by m.id
            """;

    /** No membership, no permission: an API token may never do more than its creator may now. */
    private static final String BY_API_TOKEN =
            """
            select a.id, a.email, a.email_verified,
                   a.active and t.expires_at > now(),
                   o.id, o.slug, r.level,
                   (select array_agg(p.permission) from role_permission p
                    where p.role_id = r.id and p.permission = any(t.permissions))
            from api_token t
            join account a on a.id = t.account_id
            left join (membership m join org o on o.id = m.org_id)
                on m.account_id = t.account_id and m.org_id = t.org_id and m.active and o.state <> 'deleting'
            left join role r on r.id = m.role_id
            where t.id = $1 and t.account_id = $2
            """;

    private static final int SESSIONS = 10_000;
    private static final int API_TOKENS = 1_000;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final CallerCache<PrincipalView> cache;
    private final CallerCache<PrincipalView> apiTokens;

    @Inject
    PrincipalRepository(TenantTransactions tenantTransactions, Sql sql, CallerCacheRegistry caches, AuthConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.cache = caches.create(config.callerCache(), SESSIONS, PrincipalView::orgs);
        this.apiTokens = caches.create(config.callerCache(), API_TOKENS, PrincipalView::orgs);
    }

    /** The person of that session; empty when there is no such session of that account. */
    public Uni<Optional<PrincipalView>> findBySession(UUID session, long account) {
        return cache.get(session, account, () -> tenantTransactions
                .acrossOrgs(CrossTenantPurpose.CALLER, () -> sql.select(QUERY, session, account))
                .map(PrincipalRepository::principal));
    }

    /** The creator of that API token, with what is left of the token's permissions; empty when it was revoked. */
    public Uni<Optional<PrincipalView>> findByApiToken(UUID token, long account) {
        return apiTokens.get(token, account, () -> tenantTransactions
                .acrossOrgs(CrossTenantPurpose.CALLER, () -> sql.select(BY_API_TOKEN, token, account))
                .map(PrincipalRepository::principal));
    }

    /** The facts of an API token that never change; null when there is none of that hash. */
    Uni<ApiTokenView> findApiToken(Buffer hash) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.CALLER,
                        () -> sql.first("select id, account_id, expires_at from api_token where token_hash = $1", hash))
                .map(row -> row == null
                        ? null
                        : new ApiTokenView((UUID) row[0], ((Number) row[1]).longValue(), Columns.instant(row[2])));
    }

    Uni<Void> markUsed(UUID token) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.CALLER,
                        () -> sql.update("update api_token set last_used_at = now() where id = $1", token))
                .replaceWithVoid();
    }

    private static Optional<PrincipalView> principal(List<Object[]> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Object[] first = rows.get(0);
        List<MembershipView> memberships = rows.stream()
                .filter(row -> row[4] != null)
                .map(PrincipalRepository::membership)
                .toList();
        return Optional.of(new PrincipalView(
                ((Number) first[0]).longValue(),
                (String) first[1],
                (Boolean) first[2],
                (Boolean) first[3],
                memberships));
    }

    private static MembershipView membership(Object[] row) {
        return new MembershipView(
                new OrgId(((Number) row[4]).longValue()),
                (String) row[5],
                ((Number) row[6]).intValue(),
                row[7] == null ? Set.of() : knownPermissions(List.of((String[]) row[7])));
    }

    private static Set<Permission> knownPermissions(List<String> slugs) {
        EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
        Stream<Permission> found = slugs.stream().map(Permission::of).flatMap(Optional::stream);
        found.forEach(permissions::add);
        return permissions;
    }
}
