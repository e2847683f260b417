package org.dalgo.people.notify.mail;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of the delivery log; mails that are still queued stay. */
@ApplicationScoped
class MailRetention implements RetentionRule {

    private static final String DELETE =
            "delete from mail_delivery where id in (select id from mail_delivery where created_at < $1 and state <> 'queued'"
                    + RetentionBatch.SCOPE + " order by created_at limit $4)";

    private final Sql sql;
    private final MailConfig config;

    @Inject
    MailRetention(Sql sql, MailConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "mails";
    }

    @Override
    public Duration standard() {
        return config.logKept();
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
