package org.dalgo.platform.retention;

import java.time.OffsetDateTime;
import java.util.Collection;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Which rows one statement may delete.
 *
 * @param before rows of an earlier time are expired
 * @param only the organisation whose life it is, or null for all that have none of their own
 * @param except organisations that have a life of their own
 * @param limit most rows of one statement
 */
public record RetentionBatch(OffsetDateTime before, OrgId only, Collection<OrgId> except, int limit) {

    /** Condition on the column {@code org} of a subquery that reads one table; of the parameters below. */
    public static final String SCOPE =
            " and ($2::bigint is null or org_id = $2::bigint) and (org_id is null or org_id <> all($3::bigint[]))";

    /** Parameters $1 to $4: time, organisation, organisations left out, limit. */
    public Object[] parameters() {
        return new Object[] {
            before,
            only == null ? null : only.value(),
            except.stream().map(OrgId::value).toArray(Long[]::new),
            limit
        };
    }
}
