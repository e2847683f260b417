package org.dalgo.platform.security.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dalgo.platform.tenancy.OrgId;

/** The caches of what was read about callers, and the changes that they must know of. */
@ApplicationScoped
public class CallerCacheRegistry {

    // Longer than any unit of work takes.
    private static final Duration PENDING_LIFETIME = Duration.ofSeconds(30);

    private final List<CallerCache<?>> caches = new CopyOnWriteArrayList<>();

    /** Changes under way on this replica; one that was rolled back is never heard of and lapses. */
    private final Cache<CallerChange, Boolean> pendingChanges =
            Caffeine.newBuilder().expireAfterWrite(PENDING_LIFETIME).build();

    /** Counts all changes, so that what was read before one is not kept after it. */
    private final AtomicLong changeCount = new AtomicLong();

    /**
     * A new cache.
     *
     * @param longest how stale a value may be when a change was not heard of
     * @param largest number of sessions it remembers
     * @param orgs the organisations of which a value tells something
     */
    public <V> CallerCache<V> create(Duration longest, int largest, Function<V, Collection<OrgId>> orgs) {
        CallerCache<V> cache = new CallerCache<>(this, longest, largest, orgs);
        caches.add(cache);
        return cache;
    }

    long changeCount() {
        return changeCount.get();
    }

    Stream<CallerChange> pendingChanges() {
        return pendingChanges.asMap().keySet().stream();
    }

    void onPending(@Observes CallerChange.Pending pending) {
        pendingChanges.put(pending.change(), true);
        changeCount.incrementAndGet();
    }

    /** Before the streams of those concerned are looked at, which ask what is kept here. */
    void onChange(@Observes @Priority(1) CallerChange change) {
        changeCount.incrementAndGet();
        caches.forEach(cache -> cache.evict(change));
        // Last: until nothing is kept any more that it concerns, nothing of it is trusted.
        pendingChanges.invalidate(change);
    }
}
