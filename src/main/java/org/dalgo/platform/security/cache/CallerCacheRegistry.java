package org.dalgo.platform.security.cache;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.dalgo.platform.tenancy.OrgId;

/** The caches of what was read about callers, and the changes that they must know of. */
@ApplicationScoped
public class CallerCacheRegistry {

    private final List<CallerCache<?>> caches = new CopyOnWriteArrayList<>();

    private final CallerChangeLog changes = new CallerChangeLog();

    /**
     * A new cache.
     *
     * @param longest how stale a value may be when a notification was lost
     * @param largest number of cached sessions
     * @param orgs the organisations that a value concerns
     */
    public <V> CallerCache<V> create(Duration longest, int largest, Function<V, Collection<OrgId>> orgs) {
        CallerCache<V> cache = new CallerCache<>(changes, longest, largest, orgs);
        caches.add(cache);
        return cache;
    }

    void onPending(@Observes CallerChange.Pending pending) {
        changes.begin(pending.change());
    }

    /** Runs before the check of open streams, which reads these caches. */
    void onChange(@Observes @Priority(1) CallerChange change) {
        changes.count();
        caches.forEach(cache -> cache.evict(change));
        // Last: evict cached callers before confirming a change notification.
        changes.end(change);
    }
}
