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
     * @param longest how stale a value may be when a change was not heard of
     * @param largest number of sessions it remembers
     * @param orgs the organisations of which a value tells something
     */
    public <V> CallerCache<V> create(Duration longest, int largest, Function<V, Collection<OrgId>> orgs) {
        CallerCache<V> cache = new CallerCache<>(changes, longest, largest, orgs);
        caches.add(cache);
        return cache;
    }

    void onPending(@Observes CallerChange.Pending pending) {
        changes.begin(pending.change());
    }

    /** Before the streams of those concerned are looked at, which ask what is kept here. */
    void onChange(@Observes @Priority(1) CallerChange change) {
        changes.count();
        caches.forEach(cache -> cache.evict(change));
        // Last: until nothing is kept any more that it concerns, nothing of it is trusted.
        changes.end(change);
    }
}
