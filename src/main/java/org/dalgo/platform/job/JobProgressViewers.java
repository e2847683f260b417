package org.dalgo.platform.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.sse.SseSource;
import org.dalgo.platform.sse.SseStream;
import org.dalgo.platform.tenancy.OrgId;

/** The jobs that are followed on this replica. Each progress message is an event of its organisation, which wakes them. */
@ApplicationScoped
class JobProgressViewers implements PgNotifications.Listener {

    private record Viewer(OrgId org, JobProgressSource source) {}

    private final JobProgress progress;
    private final DetachedContext detachedContext;
    private final PgNotifications pgNotifications;
    private final ObjectMapper json;
    private final Map<SseStream, Viewer> viewers = new ConcurrentHashMap<>();

    @Inject
    JobProgressViewers(
            JobProgress progress, DetachedContext detachedContext, PgNotifications pgNotifications, ObjectMapper json) {
        this.progress = progress;
        this.detachedContext = detachedContext;
        this.pgNotifications = pgNotifications;
        this.json = json;
    }

    void start(@Observes StartupEvent started) {
        pgNotifications.listen(OrgEventLog.CHANNEL, this);
    }

    /** The source of one viewer; it is woken from now on. */
    SseSource source(OrgId org, String hashkey, String taskId, int position, SseStream stream) {
        JobProgressSource source = new JobProgressSource(
                () -> detachedContext.call(() -> progress.list(org, hashkey, taskId)),
                json,
                position,
                () -> viewers.remove(stream));
        viewers.put(stream, new Viewer(org, source));
        return source;
    }

    @Override
    public void onMessage(String payload) {
        OrgId org = new OrgId(Long.parseLong(payload));
        wake(viewer -> viewer.org().equals(org));
    }

    @Override
    public void onReconnect() {
        wake(viewer -> true);
    }

    /** Progress that a room derives from elsewhere, such as the lines of a run, is no event of its own. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        wake(viewer -> true);
        return Uni.createFrom().voidItem();
    }

    private void wake(Predicate<Viewer> concerned) {
        viewers.forEach((stream, viewer) -> {
            if (concerned.test(viewer)) {
                viewer.source().onChange();
                stream.wake();
            }
        });
    }
}
