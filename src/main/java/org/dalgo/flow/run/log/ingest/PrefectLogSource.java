package org.dalgo.flow.run.log.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.run.log.SourceLine;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.log.LogLine;
import org.dalgo.upstream.prefect.log.PrefectLogFeed;

/** Lines from Prefect. */
@ApplicationScoped
class PrefectLogSource implements LogSource {

    private final PrefectAdapter prefect;
    private final PrefectLogFeed feed;

    @Inject
    PrefectLogSource(PrefectAdapter prefect, PrefectLogFeed feed) {
        this.prefect = prefect;
        this.feed = feed;
    }

    @Override
    public Multi<List<SourceLine>> since(Collection<UUID> flowRunIds, Instant since) {
        return prefect.logsSince(flowRunIds, since == null ? Instant.EPOCH : since)
                .map(page -> page.stream().map(PrefectLogSource::line).toList());
    }

    @Override
    public Uni<List<Subflow>> childrenOf(UUID flowRunId) {
        return prefect.subflowsOf(List.of(flowRunId)).map(runs -> runs.stream()
                .map(run -> new Subflow(run.id(), run.parentTaskRunId()))
                .toList());
    }

    @Override
    public Multi<UUID> hints() {
        return feed.follow();
    }

    @Override
    public boolean hintsAvailable() {
        return feed.healthy();
    }

    private static SourceLine line(LogLine line) {
        return new SourceLine(
                line.id(), line.timestamp(), line.level(), line.message(), line.flowRunId(), line.taskRunId());
    }
}
