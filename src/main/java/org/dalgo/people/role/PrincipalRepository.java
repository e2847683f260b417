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
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Row;
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
            select a.id as account_id, a.email, a.email_verified,
                   a.active and s.revoked_at is null and s.expires_at > now() as active,
                   o.id as org_id, o.slug as org_slug, r.level as role_level,
                   (select array_agg(p.permission) from role_permission p where p.role_id = r.id) as permissions
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
            select a.id as account_id, a.email, a.email_verified,
                   a.active and t.expires_at > now() as active,
                   o.id as org_id, o.slug as org_slug, r.level as role_level,
                   (select array_agg(p.permission) from role_permission p
                    where p.role_id = r.id and p.permission = any(t.permissions)) as permissions
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
                .acrossOrgs(CrossTenantPurpose.CALLER, () -> sql.rows(QUERY, session, account))
                .map(PrincipalRepository::principal));
    }

    /** The creator of that API token, with what is left of the token's permissions; empty when it was revoked. */
    public Uni<Optional<PrincipalView>> findByApiToken(UUID token, long account) {
        return apiTokens.get(token, account, () -> tenantTransactions
                .acrossOrgs(CrossTenantPurpose.CALLER, () -> sql.rows(BY_API_TOKEN, token, account))
                .map(PrincipalRepository::principal));
    }

    /** The facts of an API token that never change; null when there is none of that hash. */
    Uni<ApiTokenView> findApiToken(Buffer hash) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.CALLER,
                        () -> sql.firstRow(
                                "select id, account_id, expires_at from api_token where token_hash = $1", hash))
                .map(row -> row == null
                        ? null
                        : new ApiTokenView(row.uuid("id"), row.longValue("account_id"), row.instant("expires_at")));
    }

    Uni<Void> markUsed(UUID token) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.CALLER,
                        () -> sql.update("update api_token set last_used_at = now() where id = $1", token))
                .replaceWithVoid();
    }

    private static Optional<PrincipalView> principal(List<Row> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Row first = rows.get(0);
        List<MembershipView> memberships = rows.stream()
                .filter(row -> !row.isNull("org_id"))
                .map(PrincipalRepository::membership)
                .toList();
        return Optional.of(new PrincipalView(
                first.longValue("account_id"),
                first.text("email"),
                first.bool("email_verified"),
                first.bool("active"),
                memberships));
    }

    private static MembershipView membership(Row row) {
        return new MembershipView(
                row.org("org_id"),
                row.text("org_slug"),
                row.intValue("role_level"),
                row.isNull("permissions") ? Set.of() : knownPermissions(row.texts("permissions")));
    }

    private static Set<Permission> knownPermissions(List<String> slugs) {
        EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
        Stream<Permission> found = slugs.stream().map(Permission::of).flatMap(Optional::stream);
        found.forEach(permissions::add);
        return permissions;
    }
}
