package org.dalgo.data.connector.command;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** Life of the outcomes of commands, and of a command that never ended, whose request holds credentials. */
@ApplicationScoped
class ConnectorCommandRetention implements RetentionRule {

    private static final String DELETE =
            "delete from connector_command where id in (select id from connector_command where created_at < $1"
                    + RetentionBatch.SCOPE + " order by created_at limit $4)";

    /** Longer than a command is under way. */
    private static final Duration UNDER_WAY = Duration.ofHours(1);

    private final Sql sql;
    private final CommandConfig config;

    @Inject
    ConnectorCommandRetention(Sql sql, CommandConfig config) {
        this.sql = sql;
        this.config = config;
    }

    @Override
    public String name() {
        return "connector-commands";
    }

    @Override
    public Duration standard() {
        return config.kept().plus(UNDER_WAY);
    }

    @Override
    public boolean perOrg() {
        return false;
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(DELETE, batch.parameters());
    }
}
