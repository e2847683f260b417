package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;

/** Memberships of an organisation. */
@ApplicationScoped
public class MemberService {

    private final Door door;
    private final Sql sql;

    @Inject
    MemberService(Door door, Sql sql) {
        this.door = door;
        this.sql = sql;
    }

    /**
     * Makes the account a member in that role; a member already keeps the role they have.
     *
     * @param role slug of the role; fails with INVALID when there is none of that name
     */
    public Uni<Void> add(OrgId org, long account, String role) {
        return door.enter(org, () -> roleId(role).chain(id -> insert(org, account, id)));
    }

    private Uni<Integer> roleId(String slug) {
        return sql.first("select id from role where slug = $1", slug).map(row -> {
            if (row == null) {
                throw Failure.invalid("role", "there is no role " + slug);
            }
            return (Integer) row[0];
        });
    }

    private Uni<Void> insert(OrgId org, long account, int role) {
        return sql.update(
                        "insert into membership (org, account, role) values ($1, $2, $3)"
                                + " on conflict (account, org) do nothing",
                        org.value(),
                        account,
                        role)
                .replaceWithVoid();
    }
}
