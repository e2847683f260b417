package org.dalgo.upstream.prefect.log;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dalgo.upstream.call.ResponseTooLarge;
import org.dalgo.upstream.prefect.http.OffsetPagination;
import org.dalgo.upstream.prefect.http.PrefectCalls;

/** Reading and writing log lines. */
public final class LogClient {

    private final PrefectCalls calls;
    private final LogRestClient rest;
    private final OffsetPagination offsetPagination;

    public LogClient(PrefectCalls calls, OffsetPagination offsetPagination) {
        this.calls = calls;
        this.rest = calls.client(LogRestClient.class);
        this.offsetPagination = offsetPagination;
    }

    public Uni<List<LogLine>> page(LogQuery query) {
        if (query.flowRunIds().isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return offsetPagination
                .page(
                        "read the log",
                        query.limit(),
                        query.offset(),
                        (limit, offset) -> rest.filter(LogFilterRequest.of(query, limit, offset)))
                .map(rows -> rows.stream().map(PrefectLogResponse::toLogLine).toList());
    }

    public Multi<List<LogLine>> since(Collection<UUID> flowRuns, Instant since) {
        List<UUID> runs = List.copyOf(flowRuns);
        if (runs.isEmpty()) {
            return Multi.createFrom().empty();
        }
        return Multi.createBy()
                .repeating()
                .uni(() -> new Keyset(runs, since), Keyset::next)
                .whilst(KeysetPage::more)
                .map(KeysetPage::lines)
                .filter(lines -> !lines.isEmpty());
    }

    public Uni<Void> add(List<LogDraft> lines) {
        List<LogRequest> body = lines.stream().map(LogRequest::of).toList();
        return calls.executeOnce("write to the log", () -> rest.add(body));
    }

    private record KeysetPage(List<LogLine> lines, boolean more) {}

    /**
     * Position in a log read by time. A page begins at the last time of the page before, because that time may have
     * more lines. Lines already delivered are filtered by identifier. A page that never leaves its first time is
     * followed by offset.
     */
    private final class Keyset {

        private final List<UUID> runs;
        private final Set<UUID> seen = new HashSet<>();
        private Instant from;
        private int offset;
        private int limit = offsetPagination.size();

        Keyset(List<UUID> runs, Instant from) {
            this.runs = runs;
            this.from = from;
        }

        Uni<KeysetPage> next() {
            return fittingPage().map(this::advance);
        }

        /** A line may have a million characters; a page of such lines is requested in smaller ones from then on. */
        private Uni<List<LogLine>> fittingPage() {
            return page(new LogQuery(runs, from, null, false, limit, offset))
                    .onFailure(failure -> ResponseTooLarge.matches(failure) && limit > 1)
                    .recoverWithUni(() -> {
                        limit = limit / 2;
                        return fittingPage();
                    });
        }

        private KeysetPage advance(List<LogLine> page) {
            List<LogLine> fresh =
                    page.stream().filter(line -> seen.add(line.id())).toList();
            boolean full = page.size() >= limit;
            if (full) {
                move(page);
            }
            return new KeysetPage(fresh, full);
        }

        private void move(List<LogLine> page) {
            Instant last = page.get(page.size() - 1).timestamp();
            if (last.equals(from)) {
                offset += page.size();
                return;
            }
            from = last;
            offset = 0;
            seen.clear();
            page.stream()
                    .filter(line -> line.timestamp().equals(last))
                    .map(LogLine::id)
                    .forEach(seen::add);
        }
    }
}
