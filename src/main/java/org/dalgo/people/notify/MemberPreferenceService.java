package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What a member chose for themselves in one organisation. */
@ApplicationScoped
class MemberPreferenceService {

    private final TenantTransactions tenantTransactions;
    private final MemberPreferenceRepository preferences;

    @Inject
    MemberPreferenceService(TenantTransactions tenantTransactions, MemberPreferenceRepository preferences) {
        this.tenantTransactions = tenantTransactions;
        this.preferences = preferences;
    }

    /** The choice; the defaults when they never chose. */
    Uni<MemberPreferenceView> get(Caller member) {
        return tenantTransactions
                .inOrg(member.org(), () -> preferences.find(member.org(), member.account()))
                .map(found -> found == null ? new MemberPreferenceView(false, false, null) : found);
    }

    /** Changes what is given; null leaves a choice as it is. */
    Uni<MemberPreferenceView> change(Caller member, Boolean email, Boolean disclaimerShown, String lastTransformTab) {
        return tenantTransactions.inOrg(
                member.org(),
                () -> preferences.upsert(member.org(), member.account(), email, disclaimerShown, lastTransformTab));
    }
}
