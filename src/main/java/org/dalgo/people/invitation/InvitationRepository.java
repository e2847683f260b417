package org.dalgo.people.invitation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over invitations. All join the current transaction. */
@ApplicationScoped
class InvitationRepository {

    private static final String SELECT =
            """
            select i.id, i.org_id, o.name as org_name, i.email, i.role_id, r.uuid as role_uuid, r.name as role_name,
                r.level as role_level, a.email as inviter_email, i.invited_at, i.expires_at
            from invitation i join org o on o.id = i.org_id join role r on r.id = i.role_id
            left join account a on a.id = i.invited_by_id
            where\s""";

    private final Sql sql;

    @Inject
    InvitationRepository(Sql sql) {
        this.sql = sql;
    }

    /** The organisation's invitations, the newest first; those that expired can be sent again. */
    Uni<List<Invitation>> findByOrg(OrgId org) {
        return sql.rows(SELECT + "i.org_id = $1 order by i.invited_at desc, i.id desc", org.value())
                .map(rows -> rows.stream().map(InvitationRepository::invitation).toList());
    }

    Uni<Optional<Invitation>> findById(OrgId org, long id) {
        return one(SELECT + "i.org_id = $1 and i.id = $2", org.value(), id);
    }

    /** The invitation that the code opens, of whichever organisation, unless it has expired. */
    Uni<Optional<Invitation>> findByCode(InvitationCode code) {
        return one(SELECT + "i.code_hash = $1 and i.expires_at > now() and o.state <> 'deleting'", code.hash());
    }

    /** Writes an invitation down; one that waits for the same address is replaced, and its code with it. */
    Uni<Invitation> upsert(OrgId org, String email, int role, InvitationCode code, long inviter, Duration life) {
        return sql.firstRow(
                        """
                        insert into invitation (org_id, email, role_id, code_hash, invited_by_id, expires_at)
                        values ($1, $2, $3, $4, $5, now() + $6::bigint * interval '1 second')
                        on conflict (org_id, lower(email)) do update set role_id = excluded.role_id, code_hash
                            = excluded.code_hash,
                            invited_by_id = excluded.invited_by_id, invited_at = now(), expires_at = excluded.expires_at
                        returning id
                        """,
                        org.value(),
                        email,
                        role,
                        code.hash(),
                        inviter,
                        life.toSeconds())
                .chain(row -> findById(org, row.longValue("id")))
                .map(Optional::orElseThrow);
    }

    Uni<Void> renew(Invitation invitation, InvitationCode code, Duration life) {
        return sql.update(
                        "update invitation set code_hash = $3, invited_at = now(),"
                                + " expires_at = now() + $4::bigint * interval '1 second' where org_id = $1"
                                + " and id = $2",
                        invitation.org().value(),
                        invitation.id(),
                        code.hash(),
                        life.toSeconds())
                .replaceWithVoid();
    }

    /** Whether it was there: of two answers at once one finds it. */
    Uni<Boolean> delete(OrgId org, long id) {
        return sql.update("delete from invitation where org_id = $1 and id = $2", org.value(), id)
                .map(count -> count > 0);
    }

    /** Deletes the invitation that waits for that address. */
    Uni<Void> deleteByEmail(OrgId org, String email) {
        return sql.update("delete from invitation where org_id = $1 and lower(email) = lower($2)", org.value(), email)
                .replaceWithVoid();
    }

    private Uni<Optional<Invitation>> one(String query, Object... parameters) {
        return sql.firstRow(query, parameters)
                .map(row -> Optional.ofNullable(row).map(InvitationRepository::invitation));
    }

    private static Invitation invitation(Row row) {
        return new Invitation(
                row.longValue("id"),
                row.org("org_id"),
                row.text("org_name"),
                row.text("email"),
                row.intValue("role_id"),
                row.uuid("role_uuid"),
                row.text("role_name"),
                row.intValue("role_level"),
                row.text("inviter_email"),
                row.instant("invited_at"),
                row.instant("expires_at"));
    }
}
