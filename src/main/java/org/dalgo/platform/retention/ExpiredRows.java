package org.dalgo.platform.retention;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.dalgo.platform.tenancy.Sql;

/**
 * Rule for rows whose life no organisation chooses.
 *
 * @param name name of the rule
 * @param standard life of a row, counted from the time that the statement compares
 * @param statement deletes rows; parameter $1 is the time before which they are expired, $2 the most rows
 */
public record ExpiredRows(Sql sql, String name, Duration standard, String statement) implements RetentionRule {

    @Override
    public boolean perOrg() {
        return false;
    }

    @Override
    public Uni<Integer> deleteBatch(RetentionBatch batch) {
        return sql.update(statement, batch.before(), batch.limit());
    }
}
