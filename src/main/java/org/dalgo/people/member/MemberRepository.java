package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over memberships. All join the current transaction. */
@ApplicationScoped
public class MemberRepository {

    private static final String VIEW =
            """
            select a.id as account_id, a.email, a.active and m.active as active, o.id as org_id, o.name as org_name,
                   o.slug as org_slug, o.airbyte_workspace_id, o.viz_url, o.viz_login_type,
                   t.org_id is not null as accepted_terms, l.version as logo_version, l.filename as logo_filename,
                   o.created_at, w.type as warehouse_type, r.wire_slug,
                   (select array_agg(p.permission order by p.permission) from role_permission p where p.role_id = r.id)
                       as permissions,
                   p.base_plan, p.start_date, p.end_date, m.work_domain, m.has_seen_rbac_notice, r.uuid as role_uuid,
                   r.name as role_name, r.slug as role_slug
            from membership m
            join account a on a.id = m.account_id
            join org o on o.id = m.org_id
            join role r on r.id = m.role_id
            left join org_terms t on t.org_id = o.id
            left join org_logo l on l.org_id = o.id
            left join org_plan p on p.org_id = o.id
            left join warehouse w on w.org_id = o.id
            where o.state <> 'deleting' and\s""";

    // An account manager has at least the level of that role; platform staff, who rank above, come and go.
    private static final String MEMBER =
            """
            select m.id, m.account_id, a.email, m.role_id, r.slug as role_slug, r.name as role_name,
                   r.level as role_level, m.active, a.active as account_active,
                   r.level >= 4 and r.wire_slug <> 'super-admin' as manager
            from membership m join account a on a.id = m.account_id join role r on r.id = m.role_id
            where m.org_id = $1 and\s""";

    // Without an account manager an organisation could not manage its members.
    private static final String ONLY_MANAGER =
            """
            select o.name from membership m
            join org o on o.id = m.org_id
            join role r on r.id = m.role_id and r.level >= 4 and r.wire_slug <> 'super-admin'
            where m.account_id = $1 and m.active and not exists (
                select from membership other
                join account a on a.id = other.account_id and a.active
                join role same on same.id = other.role_id and same.level >= 4 and same.wire_slug <> 'super-admin'
                where other.org_id = m.org_id and other.active and other.account_id <> m.account_id)
            order by o.name limit 1
            """;

    // Two managers who leave at the same time must not each count on the other; always in this order.
    private static final String LOCK_ORGS =
            "select o.id from org o join membership m on m.org_id = o.id where m.account_id = $1"
                    + " order by o.id for update of o";

    private final Sql sql;

    @Inject
    MemberRepository(Sql sql) {
        this.sql = sql;
    }

    /** All memberships of a person, oldest first: the first one is where they act when they name none. */
    Uni<List<MemberView>> list(long account) {
        return views(VIEW + "m.account_id = $1 and m.active order by m.id", account);
    }

    /** All members of the organisation, in order of their addresses. */
    Uni<List<MemberView>> list(OrgId org) {
        return views(VIEW + "m.org_id = $1 order by lower(a.email)", org.value());
    }

    public Uni<MemberView> view(OrgId org, long account) {
        return views(VIEW + "m.org_id = $1 and m.account_id = $2", org.value(), account)
                .map(found -> found.get(0));
    }

    /** One change of members at a time: rules that count members hold only so. */
    public Uni<Void> lock(OrgId org) {
        return sql.rows("select id from org where id = $1 for update", org.value())
                .replaceWithVoid();
    }

    /** As {@link #lock}, for each organisation of the person. The transaction spans organisations. */
    public Uni<Void> lockOrgs(long account) {
        return sql.rows(LOCK_ORGS, account).replaceWithVoid();
    }

    Uni<String> orgName(OrgId org) {
        return sql.firstRow("select name from org where id = $1", org.value()).map(row -> row.text("name"));
    }

    public Uni<Optional<Member>> findByAccount(OrgId org, long account) {
        return member(MEMBER + "m.account_id = $2", org.value(), account);
    }

    public Uni<Optional<Member>> findByEmail(OrgId org, String email) {
        return member(MEMBER + "lower(a.email) = lower($2)", org.value(), EmailAddress.forLookup(email));
    }

    /** Adds a membership; an existing one stays as it is. */
    public Uni<Void> insert(OrgId org, long account, int role, String workDomain) {
        return sql.update(
                        "insert into membership (org_id, account_id, role_id, work_domain) values ($1, $2, $3, $4::varchar)"
                                + " on conflict (account_id, org_id) do nothing",
                        org.value(),
                        account,
                        role,
                        workDomain)
                .replaceWithVoid();
    }

    /** Makes the person a member in the role that they have in another organisation. The transaction spans organisations. */
    Uni<Void> insertWithRoleFrom(OrgId org, OrgId other, long account) {
        return sql.update(
                        "insert into membership (org_id, account_id, role_id)"
                                + " select $1, account_id, role_id from membership"
                                + " where org_id = $2 and account_id = $3",
                        org.value(),
                        other.value(),
                        account)
                .replaceWithVoid();
    }

    Uni<Void> setRole(OrgId org, Member member, int role) {
        return sql.update(
                        "update membership set role_id = $3, updated_at = now() where org_id = $1 and id = $2",
                        org.value(),
                        member.id(),
                        role)
                .replaceWithVoid();
    }

    Uni<Void> setActive(OrgId org, Member member, boolean active) {
        return sql.update(
                        "update membership set active = $3, updated_at = now() where org_id = $1 and id = $2",
                        org.value(),
                        member.id(),
                        active)
                .replaceWithVoid();
    }

    /** Records whether the member has seen the notice about roles. */
    public Uni<Void> setNoticeSeen(OrgId org, long account, boolean seen) {
        return sql.update(
                        "update membership set has_seen_rbac_notice = $3, updated_at = now()"
                                + " where org_id = $1 and account_id = $2",
                        org.value(),
                        account,
                        seen)
                .replaceWithVoid();
    }

    Uni<Void> delete(OrgId org, Member member) {
        return sql.update("delete from membership where org_id = $1 and id = $2", org.value(), member.id())
                .replaceWithVoid();
    }

    /** Name of the first organisation that has no other account manager than the person. The transaction spans organisations. */
    public Uni<Optional<String>> findOrgManagedAlone(long account) {
        return sql.firstRow(ONLY_MANAGER, account)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("name")));
    }

    /** Active members who run the organisation, apart from one. */
    Uni<ManagerCounts> countOtherManagers(OrgId org, Member one) {
        return sql.firstRow(
                        """
                        select count(*) as managers,
                               count(*) filter (where r.wire_slug <> 'super-admin') as account_managers
                        from membership m join account a on a.id = m.account_id join role r on r.id = m.role_id
                        where m.org_id = $1 and m.id <> $2 and m.active and a.active and r.level >= 4
                        """,
                        org.value(),
                        one.id())
                .map(row -> new ManagerCounts(row.intValue("managers"), row.intValue("account_managers")));
    }

    /**
     * How many run an organisation.
     *
     * @param all account managers and platform staff
     * @param accountManagers account managers alone
     */
    record ManagerCounts(int all, int accountManagers) {}

    private Uni<Optional<Member>> member(String query, Object... parameters) {
        return sql.firstRow(query, parameters)
                .map(row -> Optional.ofNullable(row).map(MemberRepository::member));
    }

    private Uni<List<MemberView>> views(String query, Object... parameters) {
        return sql.rows(query, parameters)
                .map(rows -> rows.stream().map(MemberRepository::view).toList());
    }

    private static Member member(Row row) {
        return new Member(
                row.longValue("id"),
                row.longValue("account_id"),
                row.text("email"),
                row.intValue("role_id"),
                row.text("role_slug"),
                row.text("role_name"),
                row.intValue("role_level"),
                row.bool("active"),
                row.bool("account_active"),
                row.bool("manager"));
    }

    private static MemberView view(Row row) {
        return new MemberView(
                row.longValue("account_id"),
                row.text("email"),
                row.bool("active"),
                row.org("org_id"),
                row.text("org_name"),
                row.text("org_slug"),
                row.uuid("airbyte_workspace_id"),
                row.text("viz_url"),
                row.text("viz_login_type"),
                row.bool("accepted_terms"),
                row.uuid("logo_version"),
                row.text("logo_filename"),
                row.instant("created_at"),
                row.text("warehouse_type"),
                row.text("role_slug"),
                row.text("wire_slug"),
                row.isNull("permissions") ? List.of() : row.texts("permissions"),
                row.text("base_plan"),
                row.instant("start_date"),
                row.instant("end_date"),
                row.text("work_domain"),
                row.bool("has_seen_rbac_notice"),
                row.uuid("role_uuid"),
                row.text("role_name"));
    }
}
