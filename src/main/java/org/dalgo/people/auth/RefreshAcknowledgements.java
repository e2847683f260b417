package org.dalgo.people.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Records that the answer to a refresh arrived: a client that presents its access token has its refresh token too. Stored
 * once for each refresh, in the background.
 */
@ApplicationScoped
public class RefreshAcknowledgements {

    private final TenantTransactions tenantTransactions;
    private final SessionRepository sessions;
    private final DetachedContext detachedContext;

    private final Cache<UUID, Integer> acknowledged =
            Caffeine.newBuilder().maximumSize(10_000).build();

    @Inject
    RefreshAcknowledgements(
            TenantTransactions tenantTransactions, SessionRepository sessions, DetachedContext detachedContext) {
        this.tenantTransactions = tenantTransactions;
        this.sessions = sessions;
        this.detachedContext = detachedContext;
    }

    /** Records that a request presented this token. Returns at once; a failed write is repeated at the next request. */
    public void acknowledge(AccessToken token) {
        Integer known = acknowledged.getIfPresent(token.session());
        if (token.rotation() > (known == null ? 0 : known)) {
            acknowledged.put(token.session(), token.rotation());
            detachedContext.start("receipt of a refreshed session", () -> store(token));
        }
    }

    private Uni<Void> store(AccessToken token) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessions.acknowledge(token.session(), token.rotation()))
                .onFailure()
                .invoke(() -> acknowledged.invalidate(token.session()));
    }
}
