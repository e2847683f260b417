package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.people.notify.chat.NotifyConfig;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of notifications, with their recipients and chat deliveries. */
@ApplicationScoped
class NotificationRetention implements RetentionRule {

    private static final String DELETE =
            "delete from notification where id in (select id from notification where sent_at < $1"
                    + RetentionBatch.SCOPE + " order by sent_at limit $4)";

    private final Sql sql;
    private final NotifyConfig config;

    @Inject
    NotificationRetention(Sql sql, NotifyConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public Duration standard() {
        return config.kept();
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
