package org.dalgo.flow.run.event;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.dalgo.platform.tenancy.Sql;

/** The queues that runs wait in. */
@ApplicationScoped
class RunQueueRepository {

    private final Sql sql;

    @Inject
    RunQueueRepository(Sql sql) {
        this.sql = sql;
    }

    /**
     * The queue of each run, by the key of the run; a run whose deployment was deleted has none. Joins the current
     * transaction, which spans organisations.
     */
    Uni<Map<Long, String>> queues(Collection<Long> runs) {
        return sql.rows(
                        "select r.id, d.queue from run r join deployment d on d.id = r.deployment_id"
                                + " where r.id = any($1)",
                        (Object) runs.toArray(Long[]::new))
                .map(rows ->
                        rows.stream().collect(Collectors.toMap(row -> row.longValue("id"), row -> row.text("queue"))));
    }
}
