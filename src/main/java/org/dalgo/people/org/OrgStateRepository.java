package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/**
 * The states of an organisation: it is creating, then active, then deleting, then gone. Methods join the current
 * transaction, which spans organisations.
 */
@ApplicationScoped
public class OrgStateRepository {

    // People who are members elsewhere keep their account; so do those who run the platform.
    private static final String DELETE_MEMBERS =
            """
            with gone as (
                delete from membership m using role r
                where m.org_id = $1 and r.id = m.role_id returning m.account_id, r.wire_slug)
            delete from account a using gone
            where a.id = gone.account_id and gone.wire_slug <> 'super-admin' and a.id <> $2
              and not exists (select from membership other where other.account_id = a.id and other.org_id <> $1)
            """;

    private final Sql sql;

    @Inject
    OrgStateRepository(Sql sql) {
        this.sql = sql;
    }

    /**
     * A new organisation is incomplete until {@link #activate}.
     *
     * @param website its address, or null
     * @param vizUrl address of its visualisations, or null
     */
    Uni<Void> markCreating(OrgId org, String website, String vizUrl) {
        return sql.update(
                        "update org set state = 'creating', website = $2::varchar, viz_url = $3::varchar where id = $1",
                        org.value(),
                        website,
                        vizUrl)
                .replaceWithVoid();
    }

    public Uni<Void> activate(OrgId org) {
        return sql.update(
                        "update org set state = 'active', updated_at = now() where id = $1 and state = 'creating'",
                        org.value())
                .replaceWithVoid();
    }

    /** Answers false, and changes nothing, when it is not active. */
    Uni<Boolean> markActiveDeleting(OrgId org) {
        return sql.update(
                        "update org set state = 'deleting', updated_at = now() where id = $1 and state = 'active'",
                        org.value())
                .map(changed -> changed > 0);
    }

    /** Marks the organisation as being deleted, whatever its state. */
    public Uni<Void> markDeleting(OrgId org) {
        return sql.update("update org set state = 'deleting', updated_at = now() where id = $1", org.value())
                .replaceWithVoid();
    }

    /**
     * Deletes the memberships, and the accounts of people without another one.
     *
     * @param kept account that stays, or 0
     */
    public Uni<Void> deleteMembers(OrgId org, long kept) {
        return sql.update(DELETE_MEMBERS, org.value(), kept).replaceWithVoid();
    }

    /** Deletes the organisation with all rows that belong to it. */
    public Uni<Void> delete(OrgId org) {
        return sql.update("delete from org where id = $1", org.value()).replaceWithVoid();
    }
}
