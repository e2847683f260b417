package org.dalgo.platform.security.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Changes of callers on this replica: those under way here, and the number of all. */
final class CallerChangeLog {

    // Longer than any unit of work takes.
    private static final Duration PENDING_LIFETIME = Duration.ofSeconds(30);

    /** Changes under way on this replica. One that is rolled back is never confirmed and expires. */
    private final Cache<CallerChange, Boolean> pending =
            Caffeine.newBuilder().expireAfterWrite(PENDING_LIFETIME).build();

    /** Counts all changes: a value that was read before a change is not stored after it. */
    private final AtomicLong count = new AtomicLong();

    void begin(CallerChange change) {
        pending.put(change, true);
        count();
    }

    void count() {
        count.incrementAndGet();
    }

    void end(CallerChange change) {
        pending.invalidate(change);
    }

    long changeCount() {
        return count.get();
    }

    Stream<CallerChange> pendingChanges() {
        return pending.asMap().keySet().stream();
    }
}
