package org.dalgo.flow.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.access.Sql;

/** Tells every replica and every open page that a run, its steps or its locks changed, with the commit of the change. */
@ApplicationScoped
class RunAnnouncer {

    /** Channel on which the key of a changed run is sent to all replicas. */
    static final String CHANNEL = "dalgo_run";

    private final Sql sql;

    @Inject
    RunAnnouncer(Sql sql) {
        this.sql = sql;
    }

    Uni<Void> changed(RunRow run) {
        return sql.select("select pg_notify($1, $2)", CHANNEL, Long.toString(run.id()))
                .replaceWithVoid();
    }

    /** A run that never reached Prefect goes, and its locks with it. */
    Uni<Void> withdrawn(RunRow run) {
        return changed(run);
    }
}
