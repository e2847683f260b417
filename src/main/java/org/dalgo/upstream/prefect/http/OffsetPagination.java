package org.dalgo.upstream.prefect.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Prefect's listings, which come in pages and take lists of identifiers no longer than a page. */
public final class OffsetPagination {

    private static final Logger LOG = Logger.getLogger(OffsetPagination.class);

    /** Beyond it something is wrong, and collecting more would only hurt this process too. */
    private static final int MAX_PAGES = 50;

    private final PrefectCalls calls;
    private final int size;

    /** Reads a part of a listing. */
    @FunctionalInterface
    public interface PageRequest<T> {

        Uni<List<T>> read(int limit, int offset);
    }

    public OffsetPagination(PrefectCalls calls, int size) {
        this.calls = calls;
        this.size = size;
    }

    public int size() {
        return size;
    }

    /** One page. */
    public <T> Uni<List<T>> page(String doing, int limit, int offset, PageRequest<T> request) {
        return calls.send(doing, () -> request.read(Math.min(limit, size), offset));
    }

    /** All pages of one listing, one after the other. */
    public <T> Uni<List<T>> all(String doing, PageRequest<T> request) {
        AtomicInteger pages = new AtomicInteger();
        return Uni.createFrom().deferred(() -> {
            pages.set(0);
            return Multi.createBy()
                    .repeating()
                    .uni(() -> page(doing, size, size * pages.getAndIncrement(), request))
                    .whilst(rows -> rows.size() == size && belowMaxPages(pages.get(), doing))
                    .onItem()
                    .<T>disjoint()
                    .collect()
                    .asList();
        });
    }

    /** One listing for many identifiers, in batches, one after the other. */
    public <T> Uni<List<T>> inBatches(Collection<UUID> ids, Function<List<UUID>, Uni<List<T>>> listing) {
        return Multi.createFrom()
                .iterable(batches(ids))
                .onItem()
                .transformToUniAndConcatenate(listing::apply)
                .onItem()
                .<T>disjoint()
                .collect()
                .asList();
    }

    private List<List<UUID>> batches(Collection<UUID> ids) {
        List<UUID> distinct = ids.stream().distinct().toList();
        List<List<UUID>> batches = new ArrayList<>();
        for (int from = 0; from < distinct.size(); from += size) {
            batches.add(distinct.subList(from, Math.min(from + size, distinct.size())));
        }
        return batches;
    }

    private static boolean belowMaxPages(int pages, String doing) {
        if (pages < MAX_PAGES) {
            return true;
        }
        LOG.warnf("Stopped after %d pages while trying to %s", pages, doing);
        return false;
    }
}
