package org.dalgo.data.transform.canvas.lock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.dalgo.platform.retention.ExpiredRows;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Deletes expired locks one minute after their end. Until then a refresh by their holder answers that they expired. */
@ApplicationScoped
class CanvasLockRetention {

    @Produces
    @Singleton
    RetentionRule canvasLocks(Sql sql) {
        return new ExpiredRows(
                sql,
                "canvas-locks",
                Duration.ofMinutes(1),
                "delete from canvas_lock where org_id in"
                        + " (select org_id from canvas_lock where expires_at < $1 order by expires_at limit $2)");
    }
}
