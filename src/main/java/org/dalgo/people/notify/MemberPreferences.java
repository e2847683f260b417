package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Sql;

/** What a member chose for themselves in one organisation. */
@ApplicationScoped
class MemberPreferences {

    /**
     * The choice as it stands.
     *
     * @param lastTransformTab {@code ui}, {@code github}, or null before the first visit
     */
    record View(boolean email, boolean disclaimerShown, String lastTransformTab) {}

    private static final String COLUMNS = "email_notifications, disclaimer_shown, last_transform_tab";

    private final Door door;
    private final Sql sql;

    @Inject
    MemberPreferences(Door door, Sql sql) {
        this.door = door;
        this.sql = sql;
    }

    /** The choice; the defaults when they never chose. */
    Uni<View> of(Caller member) {
        return door.enter(
                        member.org(),
                        () -> sql.first(
                                "select " + COLUMNS + " from member_preference where org = $1 and account = $2",
                                member.org().value(),
                                member.account()))
                .map(row -> row == null ? new View(false, false, null) : view(row));
    }

    /** Changes what is given; null leaves a choice as it is. */
    Uni<View> change(Caller member, Boolean email, Boolean disclaimerShown, String lastTransformTab) {
        return door.enter(
                        member.org(),
                        () -> sql.first(
                                "insert into member_preference as p (org, account, " + COLUMNS + ")"
                                        + " values ($1, $2, coalesce($3::boolean, false), coalesce($4::boolean, false),"
                                        + " $5::varchar)"
                                        + " on conflict (account, org) do update set"
                                        + " email_notifications = coalesce($3::boolean, p.email_notifications),"
                                        + " disclaimer_shown = coalesce($4::boolean, p.disclaimer_shown),"
                                        + " last_transform_tab = coalesce($5::varchar, p.last_transform_tab)"
                                        + " returning " + COLUMNS,
                                member.org().value(),
                                member.account(),
                                email,
                                disclaimerShown,
                                lastTransformTab))
                .map(MemberPreferences::view);
    }

    private static View view(Object[] row) {
        return new View((Boolean) row[0], (Boolean) row[1], (String) row[2]);
    }
}
