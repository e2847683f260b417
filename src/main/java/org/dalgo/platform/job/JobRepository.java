package org.dalgo.platform.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Rows of the job queue. */
@ApplicationScoped
class JobRepository {

    /** Channel that notifies replicas of a new job. */
    static final String CHANNEL = "dalgo_job";

    /**
     * A claimed row.
     *
     * @param org null for work of the whole installation
     */
    record ClaimedRow(long id, String kind, OrgId org, String payload, int attempt) {}

    private static final String INSERT =
            """
            with added as (insert into job (kind, org_id, payload) values ($1, $2::bigint, $3::jsonb) returning id)
            select id, pg_notify('dalgo_job', '') from added
            """;

    /**
     * Takes due jobs of the kinds $1, at most $2. Organisations take turns: the first due job of each comes before the
     * second of any, and jobs that run count as turns taken. One organisation has at most $3 jobs of a lane at once; work
     * of the whole installation (organisation 0) has no such bound. The places of the index are visited by skipping from
     * organisation to organisation, so that a long queue of one costs the others nothing.
     */
    private static final String CLAIM =
            """
            with recursive place (kind, org) as (
                select k.kind, f.org
                from unnest($1::varchar[]) k (kind)
                cross join lateral (
                    select coalesce(j.org_id, 0) as org from job j
                    where j.gave_up_at is null and j.kind = k.kind
                    order by coalesce(j.org_id, 0) limit 1) f
                union all
                select p.kind, n.org
                from place p
                cross join lateral (
                    select coalesce(j.org_id, 0) as org from job j
                    where j.gave_up_at is null and j.kind = p.kind and coalesce(j.org_id, 0) > p.org
                    order by coalesce(j.org_id, 0) limit 1) n
            ),
            running (org, jobs) as (
                select coalesce(j.org_id, 0), count(*) from job j
                where j.leased_until >= now() and j.kind = any($1::varchar[]) group by 1
            ),
            waiting (id, due, org, turn) as (
                select w.id, w.due, p.org, row_number() over (partition by p.org order by w.due, w.id)
                from place p
                cross join lateral (
                    select j.id, j.due from job j
                    where j.gave_up_at is null and j.kind = p.kind and coalesce(j.org_id, 0) = p.org
                      and j.due <= now() and (j.leased_until is null or j.leased_until < now())
                    order by j.kind, coalesce(j.org_id, 0), j.due, j.id limit $2::integer) w
            ),
            chosen as (
                select j.id
                from job j
                join waiting w on w.id = j.id
                left join running r on r.org = w.org
                where j.gave_up_at is null and j.due <= now() and (j.leased_until is null or j.leased_until < now())
                  and (w.org = 0 or w.turn + coalesce(r.jobs, 0) <= $3::integer)
                order by w.turn + coalesce(r.jobs, 0), w.due, w.id limit $2::integer
                for update of j skip locked
            )
            update job set attempt = attempt + 1, leased_until = now() + interval '30 seconds'
            where id in (select id from chosen)
            returning id, kind, org_id, payload::text as payload, attempt
            """;

    private static final String RENEW =
            "update job set leased_until = now() + interval '30 seconds' where id = any($1)";

    private static final String RETRY =
            """
            update job set leased_until = null, last_error = $3,
                   due = now() + least(interval '10 minutes', interval '1 second' * power(2, least(attempt, 20) - 1))
            where id = $1 and attempt = $2
            """;

    private static final String GIVE_UP =
            "update job set leased_until = null, last_error = $3, gave_up_at = now() where id = $1 and attempt = $2";

    private static final String STATES =
            """
            select kind,
                   count(*) filter (where gave_up_at is null and due <= now()
                                          and (leased_until is null or leased_until < now())) as due,
                   count(*) filter (where leased_until >= now()) as running,
                   coalesce(extract(epoch from now() - min(due) filter (
                       where gave_up_at is null and due <= now() and (leased_until is null or leased_until < now())))
                       ::double precision, 0) as seconds_waiting,
                   count(*) filter (where gave_up_at is not null) as given_up
            from job group by kind
            """;

    private final Sql sql;
    private final ObjectMapper json;

    @Inject
    JobRepository(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /** Adds a job and notifies the replicas, with the current transaction. */
    Uni<Long> insert(String kind, OrgId org, Object payload) {
        return sql.firstRow(
                        INSERT,
                        kind,
                        org == null ? null : org.value(),
                        new JsonObject(json.valueToTree(payload).toString()))
                .map(row -> row.longValue("id"));
    }

    /** Leases due jobs of these kinds, fairly among organisations. */
    Uni<List<ClaimedRow>> claim(Collection<String> kinds, int limit, int limitPerOrg) {
        return sql.rows(CLAIM, kinds.toArray(String[]::new), limit, limitPerOrg)
                .map(rows -> rows.stream().map(JobRepository::claimed).toList());
    }

    /** The queue, by kind. */
    Uni<Map<String, JobLaneState>> statesByKind() {
        return sql.rows(STATES).map(rows -> rows.stream()
                .collect(Collectors.toMap(
                        row -> row.text("kind"),
                        row -> new JobLaneState(
                                row.longValue("due"),
                                row.longValue("running"),
                                row.doubleValue("seconds_waiting"),
                                row.longValue("given_up")))));
    }

    Uni<Integer> renewLeases(Collection<Long> ids) {
        return sql.update(RENEW, (Object) ids.toArray(Long[]::new));
    }

    Uni<Integer> delete(Job job) {
        return sql.update("delete from job where id = $1 and attempt = $2", job.id(), job.attempt());
    }

    /** Makes the job due again after a pause that doubles with each attempt. */
    Uni<Integer> retry(Job job, String reason) {
        return sql.update(RETRY, job.id(), job.attempt(), reason);
    }

    Uni<Integer> giveUp(Job job, String reason) {
        return sql.update(GIVE_UP, job.id(), job.attempt(), reason);
    }

    /** The job of a row, with its payload read. */
    Job job(ClaimedRow row, int maxAttempts) {
        try {
            return new Job(
                    row.id(),
                    row.kind(),
                    row.org(),
                    json.readTree(row.payload()),
                    row.attempt(),
                    row.attempt() >= maxAttempts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned invalid JSON", e);
        }
    }

    private static ClaimedRow claimed(Row row) {
        return new ClaimedRow(
                row.longValue("id"), row.text("kind"), row.org("org_id"), row.text("payload"), row.intValue("attempt"));
    }
}
