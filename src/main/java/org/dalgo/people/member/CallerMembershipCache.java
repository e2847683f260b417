package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerCache;
import org.dalgo.platform.security.cache.CallerCacheRegistry;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Caches all memberships of the caller, which the web app requests with every page, as long as the caller is cached. A
 * room that changes what a {@link MemberView} contains publishes a caller change.
 */
@ApplicationScoped
class CallerMembershipCache {

    // Each holds the permissions of each role by name, some 10 KiB.
    private static final int SESSIONS = 2_000;

    private final TenantTransactions tenantTransactions;
    private final MemberRepository members;
    private final CallerCache<List<MemberView>> cache;

    @Inject
    CallerMembershipCache(
            TenantTransactions tenantTransactions,
            MemberRepository members,
            CallerCacheRegistry caches,
            AuthConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.members = members;
        this.cache = caches.create(config.callerCache(), SESSIONS, views -> views.stream()
                .map(MemberView::org)
                .toList());
    }

    /** The memberships, oldest first. */
    Uni<List<MemberView>> get(Caller caller) {
        return cache.get(caller.session(), caller.account(), () -> tenantTransactions
                        .acrossOrgs(CrossTenantPurpose.CALLER, () -> members.list(caller.account()))
                        .map(Optional::of))
                .map(Optional::orElseThrow);
    }
}
