package org.dalgo.upstream.prefect.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The newest ids, up to a number of them. A Caffeine cache would reject new ids when it is full. */
final class RecentIds extends LinkedHashMap<UUID, Boolean> {

    private static final long serialVersionUID = 1L;

    private final int capacity;

    RecentIds(int most) {
        this.capacity = most;
    }

    /** True for an id that is not among the recent ones. */
    boolean isNew(UUID id) {
        return put(id, Boolean.TRUE) == null;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
        return size() > capacity;
    }
}
