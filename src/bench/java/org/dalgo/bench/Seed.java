package org.dalgo.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.postgresql.Driver;

/**
 * Rows for a benchmark, by SQL: what takes clicks and hours to come about otherwise. Organisation {@code large} has 200
 * pipelines, {@code small} has 20, each of eight steps with 20 past runs; one pipeline in forty is locked. The newest
 * run of each organisation has a log of 2,000 lines. Fifty people are members of both.
 */
final class Seed {

    static final String LARGE = "large";
    static final String SMALL = "small";
    static final String PASSWORD = "bench-Passw0rd!";

    private static final int PEOPLE = 50;

    private static final String FORGET = "delete from org where slug in ('large', 'small');"
            + " delete from account where email like '%@bench.test'";

    private static final String PERSON = "with who as (insert into account (email, password_hash, email_verified)"
            + " values (?, ?, true) returning id)"
            + " insert into membership (org_id, account_id, role_id) select o.id, who.id, 2 from org o, who"
            + " where o.slug in ('large', 'small')";

    private static final String DEPLOYMENTS =
            """
            insert into deployment (org_id, name, deployment_name, prefect_deployment_id, type, queue, cron)
            select o.id, 'pipeline ' || n, o.slug || '-pipeline-' || n, gen_random_uuid(), 'orchestrate', 'ddp',
                   case when n % 3 > 0 then '0 1 * * *' end
            from org o, generate_series(1, ?) n where o.slug = ?
            """;

    private static final String SYSTEM_TASKS =
            "insert into org_task (org_id, task_id) select o.id, t from org o, generate_series(1, 5) t"
                    + " where o.slug = ?";

    private static final String SYNC_TASKS =
            """
            insert into org_task (org_id, task_id, airbyte_connection_id, connection_name)
            select d.org_id, 6, gen_random_uuid(), d.name || ' connection ' || n
            from deployment d join org o on o.id = d.org_id, generate_series(1, 3) n where o.slug = ?
            """;

    private static final String CHAINS =
            """
            insert into deployment_task (deployment_id, seq, org_task_id, label)
            select d.id, row_number() over (partition by d.id order by t.task_id = 6 desc, t.task_id, t.id) - 1, t.id,
                   k.slug || '-' || t.id
            from deployment d join org o on o.id = d.org_id
            join org_task t on t.org_id = d.org_id and (t.airbyte_connection_id is null or t.connection_name
                like d.name || ' conn%')
            join task k on k.id = t.task_id
            where o.slug = ?
            """;

    private static final String RUNS =
            """
            insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id, name,
                state_type, state_name, state_at,
                             expected_start, started_at, ended_at, total_run_time, account_id, dispatch, log_complete)
            select d.org_id, d.id, d.prefect_deployment_id, gen_random_uuid(), 'quick-otter-' || n,
                   case when n % 7 = 0 then 'FAILED' else 'COMPLETED' end,
                   case when n % 7 = 0 then 'Failed' else 'Completed' end,
                   at + interval '9 minutes', at, at, at + interval '9 minutes', 540, a.id, 'sent', true
            from deployment d join org o on o.id = d.org_id, account a, generate_series(1, 20) n,
                 lateral (select now() - n * interval '1 day' - d.id * interval '1 second' as at) t
            where o.slug = ? and a.email = 'person1@bench.test'
            """;

    private static final String STEPS =
            """
            insert into run_step (run_id, org_id, prefect_task_run_id, label, seq, state_type, state_name,
                state_at, started_at,
                                  ended_at, total_run_time)
            select r.id, r.org_id, gen_random_uuid(), t.label, t.seq, r.state_type, r.state_name, r.state_at,
                   r.started_at + t.seq * interval '1 minute', r.started_at + (t.seq + 1) * interval '1 minute', 60
            from run r join org o on o.id = r.org_id join deployment_task t on t.deployment_id = r.deployment_id
            where o.slug = ?
            """;

    private static final String LINES =
            """
            with newest as (select r.* from run r join org o on o.id = r.org_id where o.slug = ?
                            order by r.started_at desc limit 1),
                 counted as (update run set line_count = 2000 where id = (select id from newest))
            insert into run_line (run_id, seq, org_id, prefect_log_id, at, level, message, prefect_flow_run_id,
                prefect_task_run_id)
            select r.id, n, r.org_id, gen_random_uuid(), r.started_at + n * interval '0.1 second', 20,
                   '12:00:00  ' || n || ' of 2000 START sql table model analytics.stg_beneficiaries ..... [RUN]',
                   r.prefect_flow_run_id, s.prefect_task_run_id
            from newest r join run_step s on s.run_id = r.id and s.seq = 6, generate_series(1, 2000) n
            """;

    private static final String LOCKS =
            """
            insert into task_lock (org_task_id, org_id, run_id, deployment_id, account_id, expires_at)
            select t.org_task_id, d.org_id, r.id, d.id, r.account_id, now() + interval '1 day'
            from deployment d join org o on o.id = d.org_id
            join deployment_task t on t.deployment_id = d.id and t.seq < 3
            join lateral (select * from run x where x.deployment_id = d.id order by started_at desc limit 1) r on true
            where o.slug = ? and d.id % 40 = 0
            """;

    /** A task of its own, so that runs of two such pipelines do not lock each other out. */
    private static final String ADOPT =
            """
            with d as (insert into deployment (org_id, name, deployment_name, prefect_deployment_id, type, queue)
                       select id, ?, ?, ?, 'orchestrate', 'ddp' from org where slug = 'small' returning id, org_id),
                 t as (insert into org_task (org_id, task_id, generated_by) select org_id, 4, 'client'
                     from d returning id)
            insert into deployment_task (deployment_id, seq, org_task_id, label) select d.id, 0, t.id, ? from d, t
            """;

    private final PostgresDatabase database;

    Seed(PostgresDatabase database) {
        this.database = database;
    }

    /** Replaces what an earlier benchmark left. */
    void plant() {
        run(connection -> {
            execute(connection, FORGET);
            execute(connection, "insert into org (name, slug) values ('Large', 'large'), ('Small', 'small')");
            String hash = hash();
            for (int i = 1; i <= PEOPLE; i++) {
                update(connection, PERSON, person(i), hash);
            }
            update(connection, DEPLOYMENTS, 200, LARGE);
            update(connection, DEPLOYMENTS, 20, SMALL);
            for (String org : List.of(LARGE, SMALL)) {
                for (String statement : List.of(SYSTEM_TASKS, SYNC_TASKS, CHAINS, RUNS, STEPS, LINES, LOCKS)) {
                    update(connection, statement, org);
                }
            }
            execute(connection, "analyze");
        });
    }

    /** Address of a member of both organisations, counted from 1. */
    static String person(int number) {
        return "person" + number + "@bench.test";
    }

    /** Makes a deployment of Prefect's a pipeline of the small organisation with one step. */
    void attach(UUID deploymentId, String name, String label) {
        run(connection -> update(connection, ADOPT, name, name, deploymentId, label));
    }

    /** First column of the first row of a query. */
    String ask(String query) {
        String[] answer = new String[1];
        run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                answer[0] = rows.next() ? rows.getString(1) : null;
            }
        });
        return answer[0];
    }

    void execute(String statement) {
        run(connection -> execute(connection, statement));
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void run(Work work) {
        Properties login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", database.password());
        try (Connection connection = new Driver().connect(database.jdbcUrl(), login)) {
            work.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void update(Connection connection, String statement, Object... parameters) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.length; i++) {
                sql.setObject(i + 1, parameters[i]);
            }
            sql.executeUpdate();
        }
    }

    /** As the application hashes passwords: Argon2id, 19 MiB, two passes. */
    private static String hash() {
        byte[] salt = "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(19 * 1024)
                .withIterations(2)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[32];
        generator.generateBytes(PASSWORD.getBytes(StandardCharsets.UTF_8), hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=19456,t=2,p=1$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
