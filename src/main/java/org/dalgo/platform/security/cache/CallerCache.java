package org.dalgo.platform.security.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Caches values of callers by session. A change evicts them ({@link CallerChangePublisher}); none is older than the given
 * time. While a change is pending on this replica, the values that it concerns are read again for each request.
 *
 * @param <V> what was read; not to be changed
 */
public final class CallerCache<V> {

    private record Entry<V>(long account, V value, Collection<OrgId> orgs) {}

    private final CallerChangeLog changes;
    private final Function<V, Collection<OrgId>> orgs;
    private final Cache<UUID, Entry<V>> bySession;

    CallerCache(CallerChangeLog changes, Duration longest, int largest, Function<V, Collection<OrgId>> orgs) {
        this.changes = changes;
        this.orgs = orgs;
        this.bySession = Caffeine.newBuilder()
                .maximumSize(largest)
                .expireAfterWrite(longest)
                .build();
    }

    /** What is known of that session of that account, else what the read finds; nothing found is not kept. */
    public Uni<Optional<V>> get(UUID session, long account, Supplier<Uni<Optional<V>>> read) {
        Entry<V> known = bySession.getIfPresent(session);
        if (known != null && known.account() == account && !isChanging(session, known)) {
            return Uni.createFrom().item(Optional.of(known.value()));
        }
        long before = changes.changeCount();
        return read.get()
                .invoke(found -> found.ifPresent(
                        value -> store(session, new Entry<>(account, value, orgs.apply(value)), before)));
    }

    private void store(UUID session, Entry<V> entry, long asOf) {
        if (isChanging(session, entry)) {
            return;
        }
        bySession.put(session, entry);
        if (changes.changeCount() != asOf) {
            bySession.invalidate(session);
        }
    }

    void evict(CallerChange change) {
        switch (change.kind()) {
            case SESSION -> bySession.invalidate(UUID.fromString(change.name()));
            case ALL -> bySession.invalidateAll();
            default ->
                bySession.asMap().entrySet().removeIf(known -> concerns(change, known.getKey(), known.getValue()));
        }
    }

    private boolean isChanging(UUID session, Entry<V> entry) {
        return changes.pendingChanges().anyMatch(change -> concerns(change, session, entry));
    }

    private static boolean concerns(CallerChange change, UUID session, Entry<?> entry) {
        return change.concerns(session, entry.account(), entry.orgs());
    }
}
