package org.dalgo.platform.retention;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Life of one kind of row; a bean for each kind, in the room that owns the table. */
public interface RetentionRule {

    /** Name of the rule, as operators write it: {@code run-lines}. */
    String name();

    /** Life of a row where its organisation has no life of its own. */
    Duration standard();

    /** Whether an organisation may have a life of its own. */
    default boolean perOrg() {
        return true;
    }

    /** Interval between two turns of deletion. */
    default Duration every() {
        return Duration.ofHours(1);
    }

    /**
     * Deletes expired rows, in a unit of work across organisations that the caller opened.
     *
     * @return number of rows deleted or settled; 0 when none is left
     */
    Uni<Integer> deleteBatch(RetentionBatch batch);
}
