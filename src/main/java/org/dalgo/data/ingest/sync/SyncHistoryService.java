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
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Job;
import org.dalgo.upstream.airbyte.LogText;

/** Tells what syncs and clears came to. Lists come from our own rows, logs from Airbyte. */
@ApplicationScoped
public class SyncHistoryService {

    private static final int LONGEST_PAGE = 100;

    /** How many of a connection's jobs are looked at for its newest sync. */
    private static final int RECENT = 20;

    private final Door door;
    private final SyncJobRepository jobs;
    private final ConnectionService connections;
    private final SyncJobs copies;
    private final AirbyteAdapter airbyte;

    @Inject
    SyncHistoryService(
            Door door, SyncJobRepository jobs, ConnectionService connections, SyncJobs copies, AirbyteAdapter airbyte) {
        this.door = door;
        this.jobs = jobs;
        this.connections = connections;
        this.copies = copies;
        this.airbyte = airbyte;
    }

    /** Jobs of a connection that have ended, newest first; fails with NOT_FOUND. */
    Uni<SyncHistoryResponse> history(OrgId org, UUID connectionId, int limit, int offset) {
        int page = Math.max(1, Math.min(limit, LONGEST_PAGE));
        return connections
                .get(org, connectionId)
                .chain(connection ->
                        door.enter(org, () -> jobs.history(org, connection.id(), page, Math.max(0, offset))));
    }

    /** The newest sync of a connection as Airbyte has it now, with its log; fails with NOT_FOUND. */
    Uni<ObjectNode> newest(OrgId org, UUID connectionId) {
        return connections
                .get(org, connectionId)
                .chain(connection -> airbyte.jobs().list(connection.connectionId(), RECENT, 0))
                .chain(page -> page.jobs().stream()
                        .filter(job -> job.type().equals("sync"))
                        .findFirst()
                        .map(this::described)
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
     * The log of an attempt. One that Airbyte does not give is a line that says so.
     *
     * @param attempt from 0; null for the last one
     * @return lines; fails with NOT_FOUND for a job that is not of a connection of the organisation
     */
    Uni<List<String>> log(OrgId org, long job, Integer attempt) {
        return job(org, job).chain(found -> log(found, attempt));
    }

    /** Somebody says that this job has ended. */
    Uni<Void> hint(long job) {
        return copies.hint(job);
    }

    private Uni<EndedJob> job(OrgId org, long job) {
        return door.enter(org, () -> jobs.job(org, job))
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

    private Uni<ObjectNode> described(Job job) {
        ObjectNode answer = object().put("job_type", job.type())
                .put("job_id", job.id())
                .put("status", job.status().name().toLowerCase(Locale.ROOT))
                .put("date", job.createdAt().map(Object::toString).orElse(null))
                .put("recordsSynced", job.recordsCommitted())
                .put("bytesSynced", job.bytesCommitted())
                .put("recordsEmitted", job.recordsEmitted())
                .put("bytesEmitted", job.bytesEmitted())
                .put("recordsCommitted", job.recordsCommitted())
                .put("totalTimeInSeconds", seconds(job));
        answer.set("resetConfig", job.resetConfig().orElse(null));
        int last = job.attempts().size() - 1;
        if (last < 0) {
            answer.putNull("attempt_no").putArray("logs");
            return Uni.createFrom().item(answer);
        }
        int attempt = job.attempts().get(last).number();
        answer.put("attempt_no", attempt);
        return log(new EndedJob(job.id(), "", attempt), attempt).map(lines -> {
            lines.forEach(answer.putArray("logs")::add);
            return answer;
        });
    }

    private static long seconds(Job job) {
        return job.createdAt()
                .flatMap(from -> job.updatedAt()
                        .map(until -> Duration.between(from, until).toSeconds()))
                .orElse(0L);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
