package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over the choices of members. All join the current transaction. */
@ApplicationScoped
class MemberPreferenceRepository {

    private static final String COLUMNS = "email_notifications, disclaimer_shown, last_transform_tab";

    private final Sql sql;

    @Inject
    MemberPreferenceRepository(Sql sql) {
        this.sql = sql;
    }

    /** The choice, or null when the member never chose. */
    Uni<MemberPreferenceView> find(OrgId org, long account) {
        return sql.firstRow(
                        "select " + COLUMNS + " from member_preference where org_id = $1 and account_id = $2",
                        org.value(),
                        account)
                .map(row -> row == null ? null : view(row));
    }

    /** Stores what is given; null leaves a choice as it is. */
    Uni<MemberPreferenceView> upsert(
            OrgId org, long account, Boolean email, Boolean disclaimerShown, String lastTransformTab) {
        return sql.firstRow(
                        "insert into member_preference as p (org_id, account_id, " + COLUMNS + ")"
                                + " values ($1, $2, coalesce($3::boolean, false), coalesce($4::boolean, false),"
                                + " $5::varchar)"
                                + " on conflict (account_id, org_id) do update set"
                                + " email_notifications = coalesce($3::boolean, p.email_notifications),"
                                + " disclaimer_shown = coalesce($4::boolean, p.disclaimer_shown),"
                                + " last_transform_tab = coalesce($5::varchar, p.last_transform_tab)"
                                + " returning " + COLUMNS,
                        org.value(),
                        account,
                        email,
                        disclaimerShown,
                        lastTransformTab)
                .map(MemberPreferenceRepository::view);
    }

    private static MemberPreferenceView view(Row row) {
        return new MemberPreferenceView(
                row.bool("email_notifications"), row.bool("disclaimer_shown"), row.text("last_transform_tab"));
    }
}
