package org.dalgo.data.ingest.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.job.AirbyteJob;
import org.dalgo.upstream.airbyte.job.LogText;

/** Outcomes of syncs and clears. Lists come from our own rows, logs from Airbyte. */
@ApplicationScoped
public class SyncHistoryService {

    private static final int MAX_PAGE_SIZE = 100;

    /** How many jobs of a connection are searched for its newest sync. */
    private static final int RECENT = 20;

    private final TenantTransactions tenantTransactions;
    private final SyncJobRepository jobs;
    private final ConnectionService connections;
    private final SyncJobImporter importer;
    private final AirbyteAdapter airbyte;

    @Inject
    SyncHistoryService(
            TenantTransactions tenantTransactions,
            SyncJobRepository jobs,
            ConnectionService connections,
            SyncJobImporter copies,
            AirbyteAdapter airbyte) {
        this.tenantTransactions = tenantTransactions;
        this.jobs = jobs;
        this.connections = connections;
        this.importer = copies;
        this.airbyte = airbyte;
    }

    /** Jobs of a connection that have ended, newest first; fails with NOT_FOUND. */
    Uni<SyncHistoryResponse> history(OrgId org, UUID connectionId, int limit, int offset) {
        int page = Math.max(1, Math.min(limit, MAX_PAGE_SIZE));
        return connections
                .get(org, connectionId)
                .chain(connection -> tenantTransactions.inOrg(
                        org, () -> jobs.history(org, connection.id(), page, Math.max(0, offset))));
    }

    /** The newest sync of a connection as Airbyte has it now, with its log; fails with NOT_FOUND. */
    Uni<ObjectNode> newest(OrgId org, UUID connectionId) {
        return connections
                .get(org, connectionId)
                .chain(connection -> airbyte.jobs().list(connection.connectionId(), RECENT, 0))
                .chain(page -> page.jobs().stream()
                        .filter(airbyteJob -> airbyteJob.type().equals("sync"))
                        .findFirst()
                        .map(this::describe)
                        .orElseGet(() -> Uni.createFrom().item(object().put("status", "not found"))));
    }

    /** How a job ended; fails with NOT_FOUND for one that is not of a connection of the organisation. */
    Uni<String> status(OrgId org, long job) {
        return job(org, job).map(EndedJob::status);
    }

    /** How a job ended, with the log of its last attempt; fails as {@link #status} does. */
    Uni<ObjectNode> read(OrgId org, long job) {
        return job(org, job).chain(found -> log(found, null).map(lines -> {
            ObjectNode answer = object().put("status", found.status());
            lines.forEach(answer.putArray("logs")::add);
            return answer;
        }));
    }

    /**
     * The log of an attempt. An attempt that Airbyte does not return becomes a line with the reason.
     *
     * @param attempt from 0; null for the last one
     * @return lines; fails with NOT_FOUND for a job that is not of a connection of the organisation
     */
    Uni<List<String>> log(OrgId org, long job, Integer attempt) {
        return job(org, job).chain(found -> log(found, attempt));
    }

    /** Records a webhook of an ended job. */
    Uni<Void> onJobEnded(long job) {
        return importer.requestImport(job);
    }

    private Uni<EndedJob> job(OrgId org, long job) {
        return tenantTransactions
                .inOrg(org, () -> jobs.job(org, job))
                .map(found -> found.orElseThrow(() -> Failure.notFound("job not found")));
    }

    private Uni<List<String>> log(EndedJob job, Integer attempt) {
        Integer wanted = attempt == null ? job.lastAttempt() : attempt;
        if (wanted == null) {
            return Uni.createFrom().item(List.of("This job ended before it began."));
        }
        return airbyte.jobs()
                .log(job.id(), wanted)
                .map(LogText::lines)
                .onFailure(UpstreamFailure.class)
                .recoverWithItem(failure -> List.of("The log cannot be read now. " + failure.getMessage()));
    }

    private Uni<ObjectNode> describe(AirbyteJob airbyteJob) {
        ObjectNode answer = object().put("job_type", airbyteJob.type())
                .put("job_id", airbyteJob.id())
                .put("status", airbyteJob.status().name().toLowerCase(Locale.ROOT))
                .put("date", airbyteJob.createdAt().map(Object::toString).orElse(null))
                .put("recordsSynced", airbyteJob.recordsCommitted())
                .put("bytesSynced", airbyteJob.bytesCommitted())
                .put("recordsEmitted", airbyteJob.recordsEmitted())
                .put("bytesEmitted", airbyteJob.bytesEmitted())
                .put("recordsCommitted", airbyteJob.recordsCommitted())
                .put("totalTimeInSeconds", seconds(airbyteJob));
        answer.set("resetConfig", airbyteJob.resetConfig().orElse(null));
        int last = airbyteJob.attempts().size() - 1;
        if (last < 0) {
            answer.putNull("attempt_no").putArray("logs");
            return Uni.createFrom().item(answer);
        }
        int attempt = airbyteJob.attempts().get(last).number();
        answer.put("attempt_no", attempt);
        return log(new EndedJob(airbyteJob.id(), "", attempt), attempt).map(lines -> {
            lines.forEach(answer.putArray("logs")::add);
            return answer;
        });
    }

    private static long seconds(AirbyteJob airbyteJob) {
        return airbyteJob
                .createdAt()
                .flatMap(from -> airbyteJob.updatedAt().map(until -> Duration.between(from, until)
                        .toSeconds()))
                .orElse(0L);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
