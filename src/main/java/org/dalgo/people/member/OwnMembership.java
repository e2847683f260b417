package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.account.ProfileService;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.stream.CallerChanges;

/** The caller's own membership and, through it, their account. */
@ApplicationScoped
class OwnMembership {

    // Nobody could invite, promote or remove anybody there any more.
    private static final String ONLY_MANAGER =
            """
            select o.name from membership m
            join org o on o.id = m.org
            join role r on r.id = m.role and r.level >= 4 and r.wire_slug <> 'super-admin'
            where m.account = $1 and m.active and not exists (
                select from membership other
                join account a on a.id = other.account and a.active
                join role same on same.id = other.role and same.level >= 4 and same.wire_slug <> 'super-admin'
                where other.org = m.org and other.active and other.account <> m.account)
            order by o.name limit 1
            """;

    // Two managers who leave at the same time must not each count on the other; always in this order.
    private static final String LOCK =
            "select o.id from org o join membership m on m.org = o.id where m.account = $1 order by o.id for update of o";

    private final Door door;
    private final Sql sql;
    private final ProfileService profiles;
    private final CallerChanges changes;

    @Inject
    OwnMembership(Door door, Sql sql, ProfileService profiles, CallerChanges changes) {
        this.door = door;
        this.sql = sql;
        this.profiles = profiles;
        this.changes = changes;
    }

    /** Changes what the request names; fails with BAD_REQUEST when the only account manager wants to close the account. */
    Uni<Void> change(Caller me, ProfileRequest request) {
        return noticeSeen(me, request.hasSeenRbacNotice())
                .chain(() -> address(me, request.email()))
                .chain(() -> Boolean.FALSE.equals(request.active())
                        ? close(me)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> noticeSeen(Caller me, Boolean seen) {
        if (seen == null) {
            return Uni.createFrom().voidItem();
        }
        return door.enter(me.org(), () -> sql.update(
                        "update membership set has_seen_rbac_notice = $3, updated_at = now()"
                                + " where org = $1 and account = $2",
                        me.org().value(),
                        me.account(),
                        seen)
                .chain(() -> changes.ofAccount(me.account())));
    }

    private Uni<Void> address(Caller me, String email) {
        return email == null || email.isBlank() || email.strip().equalsIgnoreCase(me.email())
                ? Uni.createFrom().voidItem()
                : profiles.askForAddress(me.account(), email);
    }

    private Uni<Void> close(Caller me) {
        return door.acrossOrganisations(Purpose.ACCOUNT, () -> sql.select(LOCK, me.account())
                .chain(() -> sql.first(ONLY_MANAGER, me.account()))
                .invoke(row -> {
                    if (row != null) {
                        throw Failure.badRequest("you are the only account manager of " + row[0]
                                + "; make somebody else one before you close your account");
                    }
                })
                .chain(() -> profiles.deactivate(me.account(), me.email())));
    }
}
