package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.platform.tenancy.Columns;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Queries over memberships. All join the current transaction. */
@ApplicationScoped
public class MemberRepository {

    private static final String VIEW =
            """
            select a.id, a.email, a.active and m.active, o.id, o.name, o.slug, o.airbyte_workspace_id, o.viz_url,
                   o.viz_login_type, t.org_id is not null, l.version, l.filename, o.created_at, w.type, r.wire_slug,
                   (select array_agg(p.permission order by p.permission) from role_permission p where p.role_id = r.id),
                   p.base_plan, p.start_date, p.end_date, m.work_domain, m.has_seen_rbac_notice, r.uuid, r.name, r.slug
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
            select m.id, m.account_id, a.email, m.role_id, r.slug, r.name, r.level, m.active, a.active,
                   r.level >= 4 and r.wire_slug <> 'super-admin'
            from membership m join account a on a.id = m.account_id join role r on r.id = m.role_id
            where m.org_id = $1 and\s""";

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
        return sql.select("select id from org where id = $1 for update", org.value())
                .replaceWithVoid();
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

    /** Active members who run the organisation, apart from one. */
    Uni<ManagerCounts> countOtherManagers(OrgId org, Member one) {
        return sql.first(
                        """
                        select count(*), count(*) filter (where r.wire_slug <> 'super-admin')
                        from membership m join account a on a.id = m.account_id join role r on r.id = m.role_id
                        where m.org_id = $1 and m.id <> $2 and m.active and a.active and r.level >= 4
                        """,
                        org.value(),
                        one.id())
                .map(row -> new ManagerCounts(((Number) row[0]).intValue(), ((Number) row[1]).intValue()));
    }

    /**
     * How many run an organisation.
     *
     * @param all account managers and platform staff
     * @param accountManagers account managers alone
     */
    record ManagerCounts(int all, int accountManagers) {}

    private Uni<Optional<Member>> member(String query, Object... parameters) {
        return sql.first(query, parameters).map(row -> Optional.ofNullable(row).map(MemberRepository::member));
    }

    private Uni<List<MemberView>> views(String query, Object... parameters) {
        return sql.select(query, parameters)
                .map(rows -> rows.stream().map(MemberRepository::view).toList());
    }

    private static Member member(Object[] row) {
        return new Member(
                number(row[0]),
                number(row[1]),
                (String) row[2],
                (int) number(row[3]),
                (String) row[4],
                (String) row[5],
                (int) number(row[6]),
                (Boolean) row[7],
                (Boolean) row[8],
                (Boolean) row[9]);
    }

    private static MemberView view(Object[] row) {
        return new MemberView(
                number(row[0]),
                (String) row[1],
                (Boolean) row[2],
                new OrgId(number(row[3])),
                (String) row[4],
                (String) row[5],
                (UUID) row[6],
                (String) row[7],
                (String) row[8],
                (Boolean) row[9],
                (UUID) row[10],
                (String) row[11],
                Columns.instant(row[12]),
                (String) row[13],
                (String) row[23],
                (String) row[14],
                row[15] == null ? List.of() : List.of((String[]) row[15]),
                (String) row[16],
                Columns.instant(row[17]),
                Columns.instant(row[18]),
                (String) row[19],
                (Boolean) row[20],
                (UUID) row[21],
                (String) row[22]);
    }

    private static long number(Object column) {
        return ((Number) column).longValue();
    }
}
