package org.dalgo.flow.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;

/** All pipelines of an organisation with their latest runs, in one query. */
@ApplicationScoped
class RunOverview {

    private static final String QUERY =
            """
            select d.name, d.deployment_id, d.cron, d.deployment_name, l.email, l.locked_at,
                   r.flow_run_id, r.name, r.started_at, r.expected_start, r.total_run_time, r.state_type,
                   r.state_name, a.email
            from deployment d
            left join lateral (
                select k.locked_at, coalesce(w.email, $2) as email
                from deployment_task t join task_lock k on k.org_task = t.org_task
                left join account w on w.id = k.account
                where t.deployment = d.id and k.deployment = d.id
                  and ((k.released_at is null and k.expires_at > now())
                       or k.released_at > now() - interval '2 seconds')
                order by k.locked_at limit 1) l on true
            left join lateral (
                select * from run x
                where x.deployment = d.id and x.state_type in ('COMPLETED', 'FAILED', 'CRASHED')
                order by x.started_at desc nulls last, x.id desc limit 50) r on true
            left join account a on a.id = r.account
            where d.org = $1 and d.type = 'orchestrate'
            order by d.id, r.started_at desc nulls last, r.id desc
            """;

    private final Door door;
    private final Sql sql;

    @Inject
    RunOverview(Door door, Sql sql) {
        this.door = door;
        this.sql = sql;
    }

    Uni<List<OverviewResponse>> of(OrgId org) {
        return door.enter(org, () -> sql.select(QUERY, org.value(), LockResponse.SYSTEM))
                .map(RunOverview::grouped);
    }

    private static List<OverviewResponse> grouped(List<Object[]> rows) {
        Map<UUID, OverviewResponse> pipelines = new LinkedHashMap<>();
        for (Object[] row : rows) {
            OverviewResponse pipeline = pipelines.computeIfAbsent((UUID) row[1], id -> pipeline(id, row));
            if (row[6] != null) {
                pipeline.runs().add(run(row));
            }
        }
        return List.copyOf(pipelines.values());
    }

    private static OverviewResponse pipeline(UUID id, Object[] row) {
        OverviewResponse.Lock lock =
                row[5] == null ? null : new OverviewResponse.Lock((String) row[4], RunRow.instant(row[5]));
        return new OverviewResponse((String) row[0], id, (String) row[2], (String) row[3], new ArrayList<>(), lock);
    }

    private static RunResponse run(Object[] row) {
        return new RunResponse(
                (UUID) row[1],
                (UUID) row[6],
                (String) row[7],
                RunRow.instant(row[8]),
                RunRow.instant(row[9]),
                row[10] == null ? -1 : ((Number) row[10]).doubleValue(),
                (String) row[11],
                (String) row[12],
                (String) row[13]);
    }
}
