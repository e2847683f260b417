package org.dalgo.flow.run;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Sql;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** Stops what runs for an organisation that ends, and lets go of what its runs hold. */
@ApplicationScoped
class RunLifecycle implements OrgLifecycle {

    private final Door door;
    private final Sql sql;
    private final PrefectAdapter prefect;

    @Inject
    RunLifecycle(Door door, Sql sql, PrefectAdapter prefect) {
        this.door = door;
        this.sql = sql;
        this.prefect = prefect;
    }

    @Override
    public Stage stage() {
        return Stage.RUNS;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return door.enter(org.id(), () -> sql.update(
                                "delete from task_lock where org = $1", org.id().value())
                        .chain(() -> sql.select(
                                "select flow_run_id from run where org = $1 and flow_run_id is not null"
                                        + " and state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')",
                                org.id().value())))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(row -> cancel((UUID) row[0]))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList();
    }

    private Uni<Optional<String>> cancel(UUID flowRun) {
        return prefect.cancel(flowRun, "the organisation is being removed")
                .map(outcome -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of("run " + flowRun + " in Prefect: " + failure.getMessage()));
    }
}
