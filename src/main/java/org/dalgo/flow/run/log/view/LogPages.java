package org.dalgo.flow.run.log.view;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.dalgo.flow.run.log.LogRepository;
import org.dalgo.flow.run.log.LogSelection;
import org.dalgo.flow.run.log.StoredLine;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * A part of a log, read page by page: memory holds one page, however long the log is. Lines that are stored after the
 * opening do not belong to it.
 */
class LogPages {

    private static final int PAGE = 1_000;

    private final TenantTransactions tenantTransactions;
    private final LogRepository repository;
    private final LogSelection selection;

    private long position;
    private int skip;
    private int remaining;
    private boolean over;
    private List<StoredLine> first = List.of();

    /**
     * @param offset lines to leave out at the beginning
     * @param limit most lines, or 0 for all
     */
    LogPages(
            TenantTransactions tenantTransactions,
            LogRepository repository,
            LogSelection selection,
            int offset,
            int limit) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.selection = selection;
        this.remaining = limit == 0 ? Integer.MAX_VALUE : limit;
        boolean whole = selection.step() == null && selection.flowRun() == null;
        // Places of a run have no gaps, so a place is an offset.
        this.position = whole ? offset : 0;
        this.skip = whole ? 0 : offset;
    }

    /** Reads the first page within the transaction of the caller. */
    Uni<Void> readFirst() {
        return read().invoke(lines -> first = lines).replaceWithVoid();
    }

    /** The page that is read already. */
    List<StoredLine> first() {
        return first;
    }

    /** Whether no line follows the pages that were read. */
    boolean isOver() {
        return over;
    }

    /** The next page; empty when nothing follows. */
    Uni<List<StoredLine>> next() {
        return tenantTransactions.inOrg(selection.org(), this::read);
    }

    private Uni<List<StoredLine>> read() {
        return repository
                .page(selection, position, skip, Math.min(PAGE, remaining))
                .invoke(this::advance);
    }

    private void advance(List<StoredLine> lines) {
        skip = 0;
        remaining -= lines.size();
        if (!lines.isEmpty()) {
            position = lines.get(lines.size() - 1).seq();
        }
        over = lines.isEmpty() || remaining == 0 || position >= selection.upTo();
    }
}
