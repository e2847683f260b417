package org.dalgo.platform.audit;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.job.JobSlots;

/** Deletes entries that are too old, a bounded number at a time. */
@ApplicationScoped
class AuditRetention {

    private static final String SLOT = "delete old audit entries";
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final int MOST_AT_ONCE = 10_000;

    private final Door door;
    private final Sql sql;
    private final JobSlots slots;
    private final AuditConfig config;

    @Inject
    AuditRetention(Door door, Sql sql, JobSlots slots, AuditConfig config) {
        this.door = door;
        this.sql = sql;
        this.slots = slots;
        this.config = config;
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP, identity = SLOT)
    Uni<Void> tick() {
        return slots.claim(SLOT, PERIOD)
                .chain(due ->
                        due ? forget().replaceWithVoid() : Uni.createFrom().voidItem());
    }

    /** Deletes; answers how many. */
    Uni<Integer> forget() {
        return door.acrossOrganisations(
                Purpose.HOUSEKEEPING,
                () -> sql.update(
                        "delete from audit_entry where id in (select id from audit_entry"
                                + " where at < now() - $1::bigint * interval '1 second' order by at limit $2)",
                        config.kept().toSeconds(),
                        MOST_AT_ONCE));
    }
}
