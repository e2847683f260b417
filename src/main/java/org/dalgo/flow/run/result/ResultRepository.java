package org.dalgo.flow.run.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Outcomes and results of runs. Each query joins the transaction of the caller. */
@ApplicationScoped
class ResultRepository {

    /**
     * A run whose outcomes are read.
     *
     * @param stateAt since when it has its state
     */
    record ReadRun(long id, OrgId org, Instant stateAt) {}

    /**
     * An outcome as it is stored.
     *
     * @param fault what failed first, or null
     */
    record OutcomeRow(
            UUID taskRunId,
            String label,
            String slug,
            String command,
            boolean failed,
            Map<String, Integer> counts,
            Fault fault) {

        /** Number of results with one of these statuses. */
        int count(Set<String> statuses) {
            return statuses.stream()
                    .mapToInt(status -> counts.getOrDefault(status, 0))
                    .sum();
        }

        /** Number of nodes that failed. */
        int failures() {
            return count(NodeResult.FAILED);
        }

        /** Number of nodes that failed beside the first. */
        int others() {
            return Math.max(0, failures() - 1);
        }
    }

    // A test is a new failure when it did not fail the last time that it ran; one that never ran did not fail.
    private static final String INSERT_RESULTS =
            """
            insert into run_result as stored (run_id, prefect_task_run_id, unique_id, org_id, name, resource_type, result,
                failed, new_failure, seconds, rows_affected, failures, message, file, line, at)
            select $1::bigint, $2::uuid, r.unique_id, $3::bigint, r.name, r.resource_type, r.status, r.failed,
                   r.failed and r.resource_type = 'test' and coalesce((
                       select not p.failed from run_result p
                       where p.org_id = $3::bigint and p.unique_id = r.unique_id and p.resource_type = 'test'
                         and p.result <> 'skipped' and p.run_id <> $1::bigint and p.at < $4::timestamptz
                       order by p.at desc limit 1), true),
                   r.seconds, r.rows_affected, r.failures, r.message, r.file, r.line, $4::timestamptz
            from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::float8[], $11::bigint[],
                        $12::bigint[], $13::text[], $14::text[], $15::integer[])
                 as r (unique_id, name, resource_type, status, failed, seconds, rows_affected, failures, message, file,
                       line)
            on conflict (run_id, prefect_task_run_id, unique_id) do update set
                result = excluded.result, failed = excluded.failed, new_failure = excluded.new_failure,
                seconds = excluded.seconds, rows_affected = excluded.rows_affected, failures = excluded.failures,
                message = excluded.message, file = excluded.file, line = excluded.line, at = excluded.at
            where stored.at < excluded.at
            """;

    private static final String INSERT_OUTCOME =
            """
            insert into run_outcome (run_id, prefect_task_run_id, number, org_id, label, slug, command, failed, counts,
                left_out, message, unique_id, name, resource_type, file, line, at)
            values ($1, $2, $3::integer, $4, $5, $6, $7, $8, $9::text::jsonb, $10, $11, $12, $13, $14, $15, $16, $17)
            on conflict do nothing
            """;

    private static final String RESULTS =
            """
            select r.prefect_task_run_id, s.label, r.unique_id, r.name, r.resource_type, r.result as status, r.new_failure, r.seconds,
                   r.rows_affected, r.failures, r.message, r.file, r.line, r.at, count(*) over () as total
            from run_result r
            left join run_step s on s.run_id = r.run_id and s.prefect_task_run_id = r.prefect_task_run_id
            where r.org_id = $1 and r.run_id = $2 and ($3::text is null or r.result = $3::text)
              and ($4::uuid is null or r.prefect_task_run_id = $4::uuid)
            order by r.failed desc, r.result <> 'warn', r.at, r.unique_id limit $5 offset $6
            """;

    private static final String OUTCOMES =
            """
            select prefect_task_run_id, label, slug, command, failed, counts::text as counts, message, unique_id, name,
                   resource_type, file, line
            from run_outcome where org_id = $1 and run_id = $2 order by at, prefect_task_run_id, number limit 200
            """;

    // Skipped ones did not run. The message of the newest is enough: a page has up to 20 results of each test.
    private static final String TEST_HISTORY =
            """
            with latest as (
                select distinct on (unique_id) unique_id, failed from run_result
                where org_id = $1 and resource_type = 'test' and result <> 'skipped'
                order by unique_id, at desc),
            shown as (select unique_id, failed from latest order by failed desc, unique_id limit $2 offset $3)
            select s.unique_id, h.name, h.file, h.status, h.failed, h.failures, h.message, h.at, h.prefect_flow_run_id
            from shown s cross join lateral (
                select r.name, r.file, r.result as status, r.failed, r.failures, r.at, u.prefect_flow_run_id,
                       case when row_number() over (order by r.at desc) = 1 then r.message end as message
                from run_result r join run u on u.id = r.run_id
                where r.org_id = $1 and r.resource_type = 'test' and r.unique_id = s.unique_id and r.result <> 'skipped'
                order by r.at desc limit 20) h
            order by s.failed desc, s.unique_id, h.at desc
            """;

    private static final String NEW_TEST_FAILURES =
            """
            select distinct name from run_result
            where org_id = $1 and run_id = $2 and new_failure order by name limit 20
            """;

    private final Sql sql;
    private final ObjectMapper mapper;

    @Inject
    ResultRepository(Sql sql, ObjectMapper mapper) {
        this.sql = sql;
        this.mapper = mapper;
    }

    Uni<Optional<ReadRun>> runAcrossOrgs(UUID flowRunId) {
        return sql.firstRow("select id, org_id, state_at from run where prefect_flow_run_id = $1", flowRunId)
                .map(row -> Optional.ofNullable(row)
                        .map(found ->
                                new ReadRun(found.longValue("id"), found.org("org_id"), found.instant("state_at"))));
    }

    /** Primary key of a run of the organisation. */
    Uni<Optional<Long>> run(OrgId org, UUID flowRunId) {
        return sql.firstRow("select id from run where org_id = $1 and prefect_flow_run_id = $2", org.value(), flowRunId)
                .map(row -> Optional.ofNullable(row).map(found -> found.longValue("id")));
    }

    /** Ended runs whose outcomes may be missing, newest first. */
    Uni<List<UUID>> findUnreadAcrossOrgs(Duration ago, int limit) {
        return sql.rows(
                        "select prefect_flow_run_id from run where ended_at is not null and not outcomes_read"
                                + " and ended_at > now() - $1::bigint * interval '1 second'"
                                + " and prefect_flow_run_id is not null order by ended_at desc limit $2",
                        ago.toSeconds(),
                        limit)
                .map(rows -> rows.stream()
                        .map(row -> row.uuid("prefect_flow_run_id"))
                        .toList());
    }

    /** Marks a run as read that had ended before, in the same state. */
    Uni<Integer> markRead(ReadRun run) {
        return sql.update(
                "update run set outcomes_read = true where id = $1 and ended_at is not null and state_at = $2::timestamptz",
                run.id(),
                run.stateAt().atOffset(ZoneOffset.UTC));
    }

    Uni<Void> insert(ReadRun run, StoredOutcome stored) {
        StepOutcome outcome = stored.outcome();
        Fault fault = outcome.fault();
        return sql.update(
                        INSERT_OUTCOME,
                        run.id(),
                        stored.taskRunId(),
                        outcome.number(),
                        run.org().value(),
                        outcome.label(),
                        outcome.slug(),
                        outcome.command(),
                        outcome.failed(),
                        mapper.valueToTree(outcome.counts()).toString(),
                        outcome.leftOut(),
                        fault == null ? null : fault.message(),
                        fault == null ? null : fault.uniqueId(),
                        fault == null ? null : fault.name(),
                        fault == null ? null : fault.resourceType(),
                        fault == null ? null : fault.file(),
                        fault == null ? null : fault.line(),
                        stored.at().atOffset(ZoneOffset.UTC))
                .chain(() -> insertResults(run, stored));
    }

    private Uni<Void> insertResults(ReadRun run, StoredOutcome stored) {
        List<NodeResult> results = stored.outcome().results();
        if (results.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return sql.update(
                        INSERT_RESULTS,
                        run.id(),
                        stored.taskRunId(),
                        run.org().value(),
                        stored.at().atOffset(ZoneOffset.UTC),
                        column(results, String[]::new, NodeResult::uniqueId),
                        column(results, String[]::new, NodeResult::name),
                        column(results, String[]::new, NodeResult::resourceType),
                        column(results, String[]::new, NodeResult::status),
                        column(results, Boolean[]::new, NodeResult::failed),
                        column(results, Double[]::new, NodeResult::seconds),
                        column(results, Long[]::new, NodeResult::rows),
                        column(results, Long[]::new, NodeResult::failures),
                        column(results, String[]::new, NodeResult::message),
                        column(results, String[]::new, NodeResult::file),
                        column(results, Integer[]::new, NodeResult::line))
                .replaceWithVoid();
    }

    /** A page of the results of a run: those that failed, those that warn, then the others. */
    Uni<RunResultsResponse> results(OrgId org, long run, String status, UUID step, int limit, int offset) {
        return sql.rows(RESULTS, org.value(), run, status, step, limit, offset)
                .map(rows -> new RunResultsResponse(
                        rows.isEmpty() ? 0 : rows.get(0).longValue("total"),
                        rows.stream().map(ResultRepository::result).toList()));
    }

    Uni<List<OutcomeRow>> outcomes(OrgId org, long run) {
        return sql.rows(OUTCOMES, org.value(), run)
                .map(rows -> rows.stream().map(this::outcome).toList());
    }

    /** Names of the tests that failed in a run and did not fail when they ran before, at most 20. */
    Uni<List<String>> newTestFailures(OrgId org, long run) {
        return sql.rows(NEW_TEST_FAILURES, org.value(), run)
                .map(rows -> rows.stream().map(row -> row.text("name")).toList());
    }

    /** Results of tests: of each test the newest first; tests that fail now first. */
    Uni<List<TestRunView>> testHistory(OrgId org, int limit, int offset) {
        return sql.rows(TEST_HISTORY, org.value(), limit, offset).map(rows -> rows.stream()
                .map(row -> new TestRunView(
                        row.text("unique_id"),
                        row.text("name"),
                        row.text("file"),
                        row.text("status"),
                        row.bool("failed"),
                        row.longOrNull("failures"),
                        row.text("message"),
                        row.instant("at"),
                        row.uuid("prefect_flow_run_id")))
                .toList());
    }

    private OutcomeRow outcome(Row row) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        JsonNode stored = row.json("counts", mapper);
        stored.properties()
                .forEach(count -> counts.put(count.getKey(), count.getValue().asInt()));
        return new OutcomeRow(
                row.uuid("prefect_task_run_id"),
                row.text("label"),
                row.text("slug"),
                row.text("command"),
                row.bool("failed"),
                counts,
                row.isNull("message")
                        ? null
                        : new Fault(
                                row.text("message"),
                                row.text("unique_id"),
                                row.text("name"),
                                row.text("resource_type"),
                                row.text("file"),
                                row.intOrNull("line")));
    }

    private static RunResultsResponse.Result result(Row row) {
        return new RunResultsResponse.Result(
                row.uuid("prefect_task_run_id"),
                row.text("label"),
                row.text("unique_id"),
                row.text("name"),
                row.text("resource_type"),
                row.text("status"),
                row.bool("new_failure"),
                row.doubleOrNull("seconds"),
                row.longOrNull("rows_affected"),
                row.longOrNull("failures"),
                row.text("message"),
                row.text("file"),
                row.intOrNull("line"),
                row.instant("at"));
    }

    private static <T> Object column(List<NodeResult> results, IntFunction<T[]> array, Function<NodeResult, T> value) {
        return results.stream().map(value).toArray(array);
    }
}
