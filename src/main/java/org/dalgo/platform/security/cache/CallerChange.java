package org.dalgo.platform.security.cache;

import java.util.Collection;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A change of what a caller may do. Each replica fires it as an event once the change is committed, and its caches evict
 * the values concerned.
 *
 * @param kind whom it concerns
 * @param name which of them; empty for {@link Kind#ALL}
 */
public record CallerChange(Kind kind, String name) {

    /** Whom a change concerns. */
    public enum Kind {
        SESSION,
        ACCOUNT,
        ORG,
        ALL
    }

    /**
     * A transaction of this replica makes the change and may commit at any moment. Cached values that it concerns are
     * not used until the notification of the change arrives.
     */
    public record Pending(CallerChange change) {}

    /** Whether it concerns that person, signed in with that session, a member of these organisations. */
    public boolean concerns(UUID session, long account, Collection<OrgId> orgs) {
        return switch (kind) {
            case SESSION -> name.equals(session.toString());
            case ACCOUNT -> name.equals(Long.toString(account));
            case ORG -> orgs.stream().anyMatch(org -> name.equals(Long.toString(org.value())));
            case ALL -> true;
        };
    }
}
