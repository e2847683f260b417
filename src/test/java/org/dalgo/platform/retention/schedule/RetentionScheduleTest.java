package org.dalgo.platform.retention.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class RetentionScheduleTest {

    @Inject
    TestPeople people;

    @Inject
    RetentionSchedule schedule;

    @Inject
    RetentionService service;

    @Inject
    @All
    List<RetentionRule> rules;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;

    @BeforeEach
    void anOrganisation() {
        org = people.org();
    }

    /** A row of $2 days ago, for the organisation $1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            jobs          | 29 | 31 | job           | insert into job (kind, org_id, payload, gave_up_at) values ('old', $1, '{}', now() - $2 * interval '1 day')
            job-progress  | 0  | 2  | job_progress  | insert into job_progress (org_id, hashkey, task_id, seq, message, status, at) values ($1, 'old', $2::text, 0, 'x', 'queued', now() - $2 * interval '1 day')
            org-events    | 0  | 1  | org_event     | insert into org_event (org_id, position, topic, data, at) values ($1, 100 + $2, 'run', '{}', now() - $2 * interval '1 day')
            mails         | 89 | 91 | mail_delivery | insert into mail_delivery (org_id, kind, recipient, state, created_at) values ($1, 'RUN_FAILED', 'a@ngo.test', 'sent', now() - $2 * interval '1 day')
            connector-commands | 0 | 1 | connector_command | insert into connector_command (org_id, kind, fingerprint, outcome, ended_at, created_at) values ($1, 'x', '\\x00', '{}', now(), now() - $2 * interval '1 day')
            notifications | 364 | 366 | notification | insert into notification (org_id, author, message, sent_at) values ($1, 'Dalgo', 'old', now() - $2 * interval '1 day')
            run-results   | 179 | 181 | run_result  | with r as (insert into run (org_id, prefect_deployment_id) values ($1, gen_random_uuid()) returning id) insert into run_result (run_id, prefect_task_run_id, unique_id, org_id, name, resource_type, result, failed, message, at) select id, gen_random_uuid(), 'test.a', $1, 'a', 'test', 'pass', false, '', now() - $2 * interval '1 day' from r
            runs          | 729 | 731 | run         | insert into run (org_id, prefect_deployment_id, state_type, ended_at, lines_deleted) values ($1, gen_random_uuid(), 'COMPLETED', now() - $2 * interval '1 day', true)
            """)
    void rowsLiveAsLongAsConfigured(String rule, int young, int old, String table, String insert) {
        change(insert, org, young);
        long kept = count(table, org);
        change(insert, org, old);
        assertThat(count(table, org)).isEqualTo(kept * 2);

        delete(rule);

        assertThat(count(table, org)).isEqualTo(kept);
    }

    /** Inserts three rows of the account $2 in the organisation $1, which ended $3 ago. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            sessions         | 29 days    | 31 days   | session          | insert into session (id, account_id, refresh_hash, expires_at) select gen_random_uuid(), $2, '', now() - interval '$3' from generate_series(1, 3)
            sign-in-networks | 179 days   | 181 days  | sign_in_network  | insert into sign_in_network (account_id, network_hash, last_used_at) select $2, uuid_send(gen_random_uuid()), now() - interval '$3' from generate_series(1, 3)
            rate-limit-uses  | -1 hour    | 1 second  | rate_limit_usage | insert into rate_limit_usage (limit_name, key_hash, used_until) select 'test', uuid_send(gen_random_uuid()), now() - interval '$3' from generate_series(1, 3)
            one-time-tokens  | -1 hour    | 1 second  | one_time_token   | insert into one_time_token (token_hash, account_id, purpose, email, expires_at) select uuid_send(gen_random_uuid()), $2, gen_random_uuid()::varchar(20), 'a@ngo.test', now() - interval '$3' from generate_series(1, 3)
            google-consents  | -1 hour    | 1 second  | google_consent   | insert into google_consent (org_id, account_id, airbyte_source_definition_id, expires_at) select $1, $2, gen_random_uuid(), now() - interval '$3' from generate_series(1, 3)
            api-tokens       | 29 days    | 31 days   | api_token        | insert into api_token (org_id, account_id, name, token_hash, permissions, created_at, expires_at) select org_id, account_id, gen_random_uuid()::text, uuid_send(gen_random_uuid()), '{can_view_flags}', now() - interval '90 days', now() - interval '$3' from membership, generate_series(1, 3) where org_id = $1 and account_id = $2
            """)
    void expiredRowsAreDeletedInBatches(String rule, String young, String old, String table, String insert) {
        String statement =
                insert.replace("$1", Long.toString(org.id().value())).replace("$2", Long.toString(account()));
        delete(rule);
        long others = count(table);
        change(statement.replace("$3", young));
        change(statement.replace("$3", old));

        assertThat(deleteBatch(rule, 2)).isEqualTo(2);
        assertThat(count(table)).isEqualTo(others + 4);
        delete(rule);

        assertThat(count(table)).isEqualTo(others + 3);
    }

    @Test
    void aSigningKeyIsDeletedAfterTheLastOfItsTokens() {
        change("insert into signing_key (kid, public_key, private_key, retired_at)"
                + " values (gen_random_uuid(), '', '', now() - interval '1 second')");
        delete("signing-keys");

        assertThat(value("select count(*) from signing_key where retired_at < now() and $1 > 0", org))
                .isZero();
    }

    @Test
    void anExpiredCanvasLockIsDeleted() {
        change("insert into dbt_project (org_id, default_schema, working_dir) values ("
                + org.id().value() + ", 'analytics', 'x')");
        change("insert into canvas_lock (org_id, account_id, token, locked_at, expires_at) values ("
                + org.id().value() + ", " + account() + ", gen_random_uuid(), now(), now() - interval '30 seconds')");
        delete("canvas-locks");
        assertThat(count("canvas_lock", org)).isEqualTo(1);

        change("update canvas_lock set expires_at = now() - interval '2 minutes' where org_id = "
                + org.id().value());
        delete("canvas-locks");
        assertThat(count("canvas_lock", org)).isZero();
    }

    @Test
    void ofAnExpiredLogOneLineStaysThatSaysSo() {
        for (int days : new int[] {179, 181}) {
            change(
                    "with r as (insert into run (org_id, prefect_deployment_id, state_type, ended_at, line_count)"
                            + " values ($1, gen_random_uuid(), 'COMPLETED', now() - $2 * interval '1 day', 3)"
                            + " returning id) insert into run_line (run_id, seq, org_id, prefect_log_id, at, level,"
                            + " message, prefect_flow_run_id) select id, n, $1, gen_random_uuid(), now(), 20, 'x',"
                            + " gen_random_uuid() from r, generate_series(1, 3) n",
                    org,
                    days);
        }

        delete("run-lines");
        delete("run-lines");

        assertThat(rows("select message, count(*) from run_line where org_id = $1 group by 1 order by 1", org))
                .containsExactly(
                        new Object[] {
                            "This log was deleted: the lines of a run are kept for 180 days after its end.", 1L
                        },
                        new Object[] {"x", 3L});
        assertThat(rows("select line_count, lines_deleted from run where org_id = $1 order by 1", org))
                .containsExactly(new Object[] {1, true}, new Object[] {3, false});
    }

    @Test
    void theNewestAirbyteJobOfAConnectionStaysHoweverOld() {
        long connection = value(
                "with s as (insert into source (org_id, airbyte_source_id, name, airbyte_source_definition_id, connector_name)"
                        + " values ($1, gen_random_uuid(), 'S', gen_random_uuid(), 'Faker') returning id)"
                        + " insert into connection (org_id, airbyte_connection_id, source_id, name, status, destination_schema)"
                        + " select $1, gen_random_uuid(), id, 'C', 'active', 'staging' from s returning id",
                org);
        for (int days : new int[] {1_000, 900, 800}) {
            change(
                    "insert into airbyte_job (airbyte_job_id, org_id, connection_id, type, status, created_at, records_emitted,"
                            + " bytes_emitted, records_committed, bytes_committed) select -$1::bigint * 10000 - $2, $1, "
                            + connection + ", 'sync', 'succeeded', now() - $2 * interval '1 day', 0, 0, 0, 0",
                    org,
                    days);
        }

        delete("airbyte-jobs");

        assertThat(count("airbyte_job", org)).isEqualTo(1);
    }

    @Test
    void anOrganisationMayHaveALifeOfItsOwn() {
        OrgView other = people.org();
        String insert =
                "insert into job (kind, org_id, payload, gave_up_at) values ('old', $1, '{}', now() - $2 * interval '1 day')";
        List.of(org, other).forEach(each -> {
            change(insert, each, 10);
            change(insert, each, 100);
        });
        set("jobs", Optional.of(5));
        delete("jobs");
        assertThat(count("job", org)).isZero();
        assertThat(count("job", other)).isEqualTo(1);

        change(insert, org, 100);
        set("jobs", Optional.of(365));
        delete("jobs");
        assertThat(count("job", org)).isEqualTo(1);

        set("jobs", Optional.empty());
        delete("jobs");
        assertThat(count("job", org)).isZero();
    }

    @Test
    void aLifeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> set("jobs", Optional.of(0))).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> set("job-progress", Optional.of(5)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(
                        "Choose one of airbyte-jobs, jobs, mails, notifications, run-lines, run-results, runs.");
    }

    private void set(String rule, Optional<Integer> days) {
        TestPeople.await(() -> service.set(org.id(), rule, days, "a test"));
    }

    private void delete(String name) {
        TestPeople.await(() -> schedule.deleteExpired(rule(name)));
    }

    /** Answers how many rows one batch deleted. */
    private int deleteBatch(String name, int limit) {
        RetentionRule rule = rule(name);
        RetentionBatch batch =
                new RetentionBatch(OffsetDateTime.now(ZoneOffset.UTC).minus(rule.standard()), null, Set.of(), limit);
        return TestPeople.await(
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> rule.deleteBatch(batch)));
    }

    private RetentionRule rule(String name) {
        return rules.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long account() {
        return value(
                "select a.id from account a where a.email = '" + people.member(org, "account_manager") + "' and $1 > 0",
                org);
    }

    private void change(String statement) {
        TestPeople.await(
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> sql.update(statement)));
    }

    private long count(String table) {
        return value("select count(*) from " + table + " where $1 > 0", org);
    }

    private void change(String statement, OrgView of, int days) {
        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING,
                () -> sql.update(
                        statement.replace("$2", Integer.toString(days)), of.id().value())));
    }

    private long count(String table, OrgView of) {
        return value("select count(*) from " + table + " where org_id = $1", of);
    }

    private List<Object[]> rows(String query, OrgView of) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING,
                () -> TestRows.select(sql, query, of.id().value())));
    }

    private long value(String query, OrgView of) {
        return ((Number)
                        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                                CrossTenantPurpose.HOUSEKEEPING,
                                () -> TestRows.first(sql, query, of.id().value())))[0])
                .longValue();
    }
}
