package org.dalgo.data.ingest.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.data.ingest.sync.SyncJobRepository.Followed;
import org.dalgo.flow.run.RunListener;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobSlots;
import org.dalgo.platform.job.Jobs;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/**
 * Copies Airbyte's jobs into our rows: those of a run that has ended, one that Airbyte tells of, and now and then all that
 * there are, for somebody may sync beside us. Only what has ended is copied, and once, so it never changes again.
 */
@ApplicationScoped
class SyncJobs implements JobHandler, RunListener {

    private static final String KIND = "airbyte-jobs";
    private static final String CONNECTIONS = "connections";
    private static final String RUN_ENDED = "run_ended";
    private static final String JOB = "job";
    private static final int PAGE = 100;

    private final Door door;
    private final SyncJobRepository rows;
    private final AirbyteAdapter airbyte;
    private final Jobs jobs;
    private final JobSlots slots;
    private final IngestConfig config;

    @Inject
    SyncJobs(
            Door door, SyncJobRepository rows, AirbyteAdapter airbyte, Jobs jobs, JobSlots slots, IngestConfig config) {
        this.door = door;
        this.rows = rows;
        this.airbyte = airbyte;
        this.jobs = jobs;
        this.slots = slots;
        this.config = config;
    }

    @Override
    public Uni<Void> ended(OrgId org, List<UUID> connections) {
        return jobs.add(KIND, org, Map.of(CONNECTIONS, connections, RUN_ENDED, true))
                .replaceWithVoid();
    }

    /** Somebody says that this job has ended. It is looked at later. */
    Uni<Void> hint(long job) {
        return door.acrossOrganisations(Purpose.SYNC_JOB, () -> jobs.add(KIND, null, Map.of(JOB, job)))
                .replaceWithVoid();
    }

    @Scheduled(every = "15m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP, identity = KIND)
    Uni<Void> tick() {
        return slots.claim(KIND, config.jobsEvery())
                .chain(due -> due ? requestAll() : Uni.createFrom().voidItem());
    }

    private Uni<Void> requestAll() {
        return door.acrossOrganisations(Purpose.SYNC_JOB, () -> rows.everywhere()
                .chain(all ->
                        InTurn.each(all, each -> jobs.add(KIND, each.org(), Map.of(CONNECTIONS, each.connections())))));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Uni<Void> run(Job job) {
        JsonNode payload = job.payload();
        if (job.org() == null) {
            return copyOne(payload.path(JOB).asLong());
        }
        boolean runEnded = payload.path(RUN_ENDED).asBoolean(false);
        List<UUID> connections = StreamSupport.stream(payload.path(CONNECTIONS).spliterator(), false)
                .map(id -> UUID.fromString(id.asText()))
                .toList();
        return InTurn.each(connections, connection -> copyAll(job.org(), connection, runEnded));
    }

    private Uni<Void> copyAll(OrgId org, UUID connectionId, boolean runEnded) {
        return door.enter(org, () -> rows.followed(connectionId))
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : newer(found.get(), 0, new ArrayList<>()).chain(newer -> keep(found.get(), newer, runEnded)));
    }

    /** Pages backwards until a job that we have. */
    private Uni<List<org.dalgo.upstream.airbyte.Job>> newer(
            Followed connection, int offset, List<org.dalgo.upstream.airbyte.Job> newer) {
        return airbyte.jobs().list(connection.connectionId(), PAGE, offset).chain(page -> {
            page.jobs().stream().filter(job -> job.id() > connection.newest()).forEach(newer::add);
            boolean more =
                    page.jobs().size() == PAGE && page.jobs().get(PAGE - 1).id() > connection.newest();
            return more
                    ? newer(connection, offset + PAGE, newer)
                    : Uni.createFrom().item(newer);
        });
    }

    private Uni<Void> keep(Followed connection, List<org.dalgo.upstream.airbyte.Job> newer, boolean runEnded) {
        return door.enter(
                        connection.org(),
                        () -> InTurn.each(
                                newer.stream()
                                        .filter(job -> job.status().ended())
                                        .toList(),
                                job -> rows.put(connection, job)))
                .invoke(() -> {
                    // Of a run that has ended the job has, or will in a moment: it is looked at again.
                    if (runEnded && newer.stream().anyMatch(job -> !job.status().ended())) {
                        throw new IllegalStateException("Airbyte's job has not ended yet");
                    }
                });
    }

    private Uni<Void> copyOne(long id) {
        return airbyte.jobs()
                .get(id)
                .chain(job -> job.status().ended()
                        ? door.acrossOrganisations(Purpose.SYNC_JOB, () -> copy(job))
                        : Uni.createFrom().voidItem())
                .onFailure(failure -> failure instanceof UpstreamFailure upstream
                        && upstream.kind() == UpstreamFailure.Kind.NOT_FOUND)
                .recoverWithNull();
    }

    private Uni<Void> copy(org.dalgo.upstream.airbyte.Job job) {
        return rows.followed(UUID.fromString(job.connectionId()))
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : rows.put(found.get(), job).replaceWithVoid());
    }
}
