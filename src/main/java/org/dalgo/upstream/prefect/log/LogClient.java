package org.dalgo.upstream.prefect.log;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.OffsetPagination;
import org.dalgo.upstream.prefect.http.PrefectCall;
import org.dalgo.upstream.prefect.http.PrefectHttpClient;
import org.dalgo.upstream.prefect.http.ResponseTooLarge;

/** Reading and writing log lines. */
public final class LogClient {

    private final PrefectHttpClient http;
    private final OffsetPagination offsetPagination;

    public LogClient(PrefectHttpClient http, OffsetPagination offsetPagination) {
        this.http = http;
        this.offsetPagination = offsetPagination;
    }

    public Uni<List<LogLine>> page(LogQuery query) {
        if (query.flowRunIds().isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("flow_run_id", Map.of("any_", query.flowRunIds()));
        if (query.after() != null) {
            filter.put("timestamp", Map.of("after_", query.after()));
        }
        if (query.minLevel() != null) {
            filter.put("level", Map.of("ge_", query.minLevel()));
        }
        String sort = query.newestFirst() ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC";
        return offsetPagination
                .page(
                        "/logs/filter",
                        Map.of("sort", sort, "logs", filter),
                        query.limit(),
                        query.offset(),
                        "read the log",
                        PrefectLogResponse.class)
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
        List<Map<String, Object>> body = lines.stream().map(LogClient::wire).toList();
        return http.send(PrefectCall.post("/logs/", body, "write to the log")).replaceWithVoid();
    }

    private static Map<String, Object> wire(LogDraft line) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", line.logger());
        row.put("level", line.level());
        row.put("message", line.message());
        row.put("timestamp", line.timestamp());
        row.put("flow_run_id", line.flowRunId());
        if (line.taskRunId() != null) {
            row.put("task_run_id", line.taskRunId());
        }
        return row;
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
