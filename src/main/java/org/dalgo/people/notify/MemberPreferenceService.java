package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What a member chose for themselves in one organisation. */
@ApplicationScoped
class MemberPreferenceService {

    /**
     * The choice as it stands.
     *
     * @param lastTransformTab {@code ui}, {@code github}, or null before the first visit
     */
    record MemberPreferenceView(boolean email, boolean disclaimerShown, String lastTransformTab) {}

    private static final String COLUMNS = "email_notifications, disclaimer_shown, last_transform_tab";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    MemberPreferenceService(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    /** The choice; the defaults when they never chose. */
    Uni<MemberPreferenceView> get(Caller member) {
        return tenantTransactions
                .inOrg(
                        member.org(),
                        () -> sql.firstRow(
                                "select " + COLUMNS + " from member_preference where org_id = $1 and account_id = $2",
                                member.org().value(),
                                member.account()))
                .map(row -> row == null ? new MemberPreferenceView(false, false, null) : view(row));
    }

    /** Changes what is given; null leaves a choice as it is. */
    Uni<MemberPreferenceView> change(Caller member, Boolean email, Boolean disclaimerShown, String lastTransformTab) {
        return tenantTransactions
                .inOrg(
                        member.org(),
                        () -> sql.firstRow(
                                "insert into member_preference as p (org_id, account_id, " + COLUMNS + ")"
                                        + " values ($1, $2, coalesce($3::boolean, false), coalesce($4::boolean, false),"
                                        + " $5::varchar)"
                                        + " on conflict (account_id, org_id) do update set"
                                        + " email_notifications = coalesce($3::boolean, p.email_notifications),"
                                        + " disclaimer_shown = coalesce($4::boolean, p.disclaimer_shown),"
                                        + " last_transform_tab = coalesce($5::varchar, p.last_transform_tab)"
                                        + " returning " + COLUMNS,
                                member.org().value(),
                                member.account(),
                                email,
                                disclaimerShown,
                                lastTransformTab))
                .map(MemberPreferenceService::view);
    }

    private static MemberPreferenceView view(Row row) {
        return new MemberPreferenceView(
                row.bool("email_notifications"), row.bool("disclaimer_shown"), row.text("last_transform_tab"));
    }
}
