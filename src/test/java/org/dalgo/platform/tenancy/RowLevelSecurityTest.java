package org.dalgo.platform.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.dalgo.flow.FlowProfile;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PostgreSQL itself refuses when a query is written wrongly. The tables are read from its own catalogue. */
@QuarkusTest
@TestProfile(FlowProfile.class)
class RowLevelSecurityTest {

    /** Tables that belong to no organisation. A new table without a column {@code org_id} is named here. */
    private static final List<String> OF_NOBODY = List.of(
            "account",
            "rate_limit_usage",
            "feature_flag",
            "flyway_schema_history",
            "cluster_schedule",
            "one_time_token",
            "org_operation",
            "role",
            "role_permission",
            "session",
            "sign_in_network",
            "signing_key",
            "task");

    /** Access to tables without an organisation that work inside one has, and why; all other access is refused. */
    private static final Map<String, String> OPEN_TO_TENANTS = Map.of(
            "account.id select", "who holds a lock, started a run, is a member",
            "account.email select", "people are shown by their address",
            "account.active select",
                    "the owner of a closed account does not count as a manager, and gets no notification",
            "account.is_consultant select", "a consultant may not accept the terms",
            "role select", "what a member may do, and which roles can be given",
            "role_permission select", "the current user's answer lists them",
            "task select", "the catalogue from which tasks are made",
            "feature_flag select", "what is on for everybody");

    private static final String INSERT =
            "insert into source (org_id, airbyte_source_id, airbyte_source_definition_id, name)"
                    + " values ($1, gen_random_uuid(), gen_random_uuid(), $2)";

    private static final String READ = "select org_id from source where name = 'survey'";

    @Inject
    Pool pool;

    @Inject
    AgroalDataSource owner;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @Inject
    TestPeople people;

    @Inject
    MeterRegistry meters;

    private OrgView ours;
    private OrgView theirs;

    @BeforeEach
    void aRowInEachOfTwoOrganisations() {
        ours = people.org();
        theirs = people.org();
        for (OrgView org : List.of(ours, theirs)) {
            await(() -> tenantTransactions.inOrg(
                    org.id(), () -> sql.update(INSERT, org.id().value(), "survey")));
        }
    }

    @Test
    void everyTableOfAnOrganisationIsProtectedEvenFromItsOwner() throws SQLException {
        List<String> bare = owned(
                """
                select c.relname from pg_class c
                where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                and (c.relname = 'org' or exists (select from pg_attribute a
                    where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped))
                and not (c.relrowsecurity and c.relforcerowsecurity
                    and exists (select from pg_policies p where p.tablename = c.relname
                        and p.roles = '{dalgo_tenant}' and p.cmd = 'ALL' and p.qual like '%app.org%')
                    and exists (select from pg_policies p where p.tablename = c.relname
                        and p.roles = '{dalgo_across}' and p.cmd = 'ALL')
                    and (select count(*) from pg_policies p where p.tablename = c.relname) = 2)
                """);

        assertThat(bare).isEmpty();
    }

    @Test
    void everyOtherTableIsListedAsGlobal() throws SQLException {
        List<String> others = owned(
                """
                select c.relname from pg_class c
                where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                and not c.relrowsecurity order by 1
                """);

        assertThat(others).isSubsetOf(OF_NOBODY);
    }

    @Test
    void aTenantHasOnlyTheNeededGrantsOnGlobalTables() throws SQLException {
        List<String> open = owned(
                """
                with nobodys as (select oid, relname from pg_class c
                    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                    and not c.relrowsecurity),
                privilege (p) as (values ('select'), ('insert'), ('update'), ('references')),
                whole (p) as (select p from privilege union all values ('delete'), ('truncate'), ('trigger'))
                select relname || ' ' || p from nobodys, whole where has_table_privilege('dalgo_tenant', oid, p)
                union all
                select relname || '.' || attname || ' ' || p from nobodys, privilege, pg_attribute a
                where a.attrelid = oid and a.attnum > 0 and not a.attisdropped
                and has_column_privilege('dalgo_tenant', oid, a.attnum, p) and not has_table_privilege('dalgo_tenant', oid, p)
                """);

        assertThat(open).containsExactlyInAnyOrderElementsOf(OPEN_TO_TENANTS.keySet());
    }

    @Test
    void aNewTableIsClosedToATenantUntilItIsPutUnderProtection() throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create table newcomer (org_id bigint)");
            assertThat(mayRead(statement, "newcomer")).isFalse();

            statement.execute("select protect_org_table('newcomer')");
            assertThat(mayRead(statement, "newcomer")).isTrue();
            connection.rollback();
        }
    }

    private static boolean mayRead(Statement statement, String table) throws SQLException {
        try (ResultSet answer =
                statement.executeQuery("select has_table_privilege('dalgo_tenant', '" + table + "', 'select')")) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    @Test
    void insideAnOrganisationNoPasswordSessionOrQueueCanBeRead() {
        for (String query : List.of(
                "select password_hash from account",
                "select * from account",
                "select account_id from session",
                "select account_id from one_time_token",
                "select key_hash from rate_limit_usage",
                "select name from cluster_schedule",
                "select payload from job",
                "select contents from mail_delivery",
                "delete from audit_entry")) {
            assertThatThrownBy(
                            () -> await(() -> tenantTransactions.inOrg(ours.id(), () -> TestRows.select(sql, query))))
                    .as(query)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void theRoleOfThePoolCanNeitherBypassNorTakeAnotherWayIn() {
        Row role = pool.query(
                        """
                        select current_user::text, r.rolsuper, r.rolbypassrls, r.rolcanlogin,
                            pg_has_role(current_user, 'dalgo_across', 'member'),
                            (select count(*) from pg_class c where c.relowner = r.oid),
                            has_table_privilege('signing_key', 'select'),
                            has_table_privilege('flyway_schema_history', 'select'),
                            has_schema_privilege(current_schema(), 'create')
                        from pg_roles r where rolname = current_user
                        """)
                .executeAndAwait()
                .iterator()
                .next();

        assertThat(role.getString(0)).isEqualTo("dalgo_tenant");
        for (int i : List.of(1, 2, 3, 4, 6, 7, 8)) {
            assertThat(role.getBoolean(i)).as("column " + i).isFalse();
        }
        assertThat(role.getLong(5)).isZero();
    }

    @Test
    void aQueryOutsideATenantTransactionFindsNothing() throws SQLException {
        for (String table : List.of("org", "membership", "source", "run", "deployment", "deployment_task")) {
            assertThat(pool.query("select * from " + table).executeAndAwait().size())
                    .as(table)
                    .isZero();
        }
        assertThat(pool.query("delete from source").executeAndAwait().rowCount())
                .isZero();
        assertThat(owned("select name from source where org_id = " + ours.id())).isNotEmpty();
    }

    @Test
    void aQueryWithoutTheOrganisationFindsItsOwnRowsOnly() {
        assertThat(orgs(() -> tenantTransactions.inOrg(ours.id(), () -> TestRows.select(sql, READ))))
                .containsOnly(ours.id());
        assertThat(orgs(() -> tenantTransactions.inOrg(ours.id(), () -> TestRows.select(sql, "select id from org"))))
                .containsOnly(ours.id());
    }

    @Test
    void aQueryThatNamesAnotherOrganisationFindsNothing() {
        assertThat(orgs(() -> tenantTransactions.inOrg(
                        ours.id(),
                        () -> TestRows.select(
                                sql,
                                "select org_id from source where org_id = $1",
                                theirs.id().value()))))
                .isEmpty();
    }

    @Test
    void noStatementReachesTheRowsOfAnother() throws SQLException {
        for (String statement :
                List.of("update source set name = 'taken' where org_id = $1", "delete from source where org_id = $1")) {
            assertThat(await(() -> tenantTransactions.inOrg(
                            ours.id(), () -> sql.update(statement, theirs.id().value()))))
                    .isZero();
        }
        assertThat(owned("select name from source where org_id = " + theirs.id()))
                .containsExactly("survey");
    }

    @Test
    void aRowForAnotherIsRefused() {
        assertThatThrownBy(() -> await(() -> tenantTransactions.inOrg(
                        ours.id(), () -> sql.update(INSERT, theirs.id().value(), "smuggled"))))
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> await(() -> tenantTransactions.inOrg(
                        ours.id(),
                        () -> sql.update(
                                "update source set org_id = $1 where org_id = $2",
                                theirs.id().value(),
                                ours.id().value()))))
                .hasMessageContaining("row-level security");
    }

    @Test
    void aPreparedStatementReturnsTheRowsOfTheCurrentOrganisation() {
        // The pool keeps prepared statements by their text and PostgreSQL keeps plans by statement. All of these must
        // stay apart on one connection, and often enough for a generic plan.
        pool.withConnection(connection -> {
                    Uni<Void> rounds = Uni.createFrom().voidItem();
                    for (int i = 0; i < 8; i++) {
                        rounds = rounds.chain(() -> setOrg(connection, ours))
                                .chain(() -> connection
                                        .query("set role dalgo_across")
                                        .execute())
                                .chain(() -> read(connection))
                                .invoke(found -> assertThat(found).contains(ours.id(), theirs.id()))
                                .chain(() -> connection
                                        .query("set role dalgo_tenant")
                                        .execute())
                                .chain(() -> setOrg(connection, theirs))
                                .chain(() ->
                                        connection.query("set app.org = ''").execute())
                                .chain(() -> read(connection))
                                .invoke(found -> assertThat(found).isEmpty())
                                .replaceWithVoid();
                    }
                    return rounds.eventually(
                            () -> connection.query("reset app.org").execute());
                })
                .await()
                .atMost(java.time.Duration.ofSeconds(30));
    }

    private static Uni<Void> setOrg(io.vertx.mutiny.sqlclient.SqlConnection connection, OrgView org) {
        return connection
                .query("set app.org = '" + org.id() + "'")
                .execute()
                .chain(() -> read(connection))
                .invoke(found -> assertThat(found).containsExactly(org.id()))
                .replaceWithVoid();
    }

    private static Uni<List<OrgId>> read(io.vertx.mutiny.sqlclient.SqlConnection connection) {
        return connection
                .preparedQuery(READ + " and $1 = 1")
                .execute(Tuple.of(1))
                .map(rows -> {
                    List<OrgId> found = new ArrayList<>();
                    rows.forEach(row -> found.add(new OrgId(row.getLong(0))));
                    return found;
                });
    }

    @Test
    void nothingIsLeftOnTheConnection() {
        await(() -> tenantTransactions.inOrg(ours.id(), () -> TestRows.select(sql, READ)));
        await(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> TestRows.select(sql, READ)));
        for (int i = 0; i < 40; i++) {
            Row row = pool.query("select current_user::text, coalesce(current_setting('app.org', true), '')")
                    .executeAndAwait()
                    .iterator()
                    .next();
            assertThat(row.getString(0)).isEqualTo("dalgo_tenant");
            assertThat(row.getString(1)).isEmpty();
        }
    }

    @Test
    void workAcrossOrganisationsSeesAllAndIsCountedByItsPurpose() {
        double before = count();

        assertThat(orgs(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.HOUSEKEEPING, () -> TestRows.select(sql, READ))))
                .contains(ours.id(), theirs.id());

        assertThat(count()).isEqualTo(before + 1);
    }

    @Test
    void aStepOfWorkAcrossOrganisationsThatEntersOneSeesThatOneUntilItIsDone() {
        await(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> tenantTransactions
                .inOrg(ours.id(), () -> TestRows.select(sql, READ))
                .invoke(inside -> assertThat(inside).hasSize(1))
                .chain(() -> tenantTransactions.inOrg(theirs.id(), () -> TestRows.select(sql, READ)))
                .invoke(inside -> assertThat(inside).hasSize(1))
                .chain(() -> TestRows.select(sql, READ))
                .invoke(after -> assertThat(after).hasSizeGreaterThan(1))));
    }

    @Test
    void aStepThatFailedLeavesTheRestOfTheWorkWhereItWas() {
        await(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> tenantTransactions
                .<Void>inOrg(ours.id(), () -> Uni.createFrom().failure(new IllegalStateException("planned")))
                .onFailure()
                .recoverWithNull()
                .chain(() -> TestRows.select(sql, READ))
                .invoke(after -> assertThat(after).hasSizeGreaterThan(1))));
    }

    @Test
    void workOfOneOrganisationCannotEnterAnother() {
        assertThatThrownBy(() -> await(() -> tenantTransactions.inOrg(
                        ours.id(), () -> tenantTransactions.inOrg(theirs.id(), () -> TestRows.select(sql, READ)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot enter");
    }

    private double count() {
        return meters.counter(TenantTransactions.METER, "purpose", CrossTenantPurpose.HOUSEKEEPING.name())
                .count();
    }

    private static List<OrgId> orgs(Supplier<Uni<List<Object[]>>> query) {
        return await(query).stream().map(row -> new OrgId((long) row[0])).toList();
    }

    private static <T> T await(Supplier<Uni<T>> work) {
        return TestPeople.await(work);
    }

    private List<String> owned(String query) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> first = new ArrayList<>();
            while (rows.next()) {
                first.add(rows.getString(1));
            }
            return first;
        }
    }
}
