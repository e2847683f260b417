package org.dalgo.platform.filter;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Counts requests that end before a route is found under one label. Micrometer takes the path that the client sent for them,
 * so any client could fill the metrics.
 */
@Singleton
public class UnroutedRequests implements MeterFilter {

    private static final String LABEL = "UNROUTED";

    /** A foreign origin, and a method that the route does not take. */
    private static final Set<String> STATUSES = Set.of("403", "405");

    @Override
    public Meter.Id map(Meter.Id id) {
        String uri = id.getTag("uri");
        boolean unrouted = id.getName().equals("http.server.requests")
                && uri != null
                && uri.startsWith("/")
                && uri.indexOf('{') < 0
                && STATUSES.contains(id.getTag("status"));
        return unrouted ? id.replaceTags(labelled(id.getTags())) : id;
    }

    private static List<Tag> labelled(List<Tag> tags) {
        return tags.stream()
                .map(tag -> tag.getKey().equals("uri") ? Tag.of("uri", LABEL) : tag)
                .toList();
    }
}
