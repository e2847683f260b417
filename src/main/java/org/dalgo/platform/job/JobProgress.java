package org.dalgo.platform.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.orgevent.OrgEventTopic;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Progress messages of jobs. A job is named by the kind of work (the web app's {@code hashkey}) and its own id; both belong
 * to one organisation. Each message is one row: none is rewritten.
 */
@ApplicationScoped
public class JobProgress {

    /** Kind of work of which an object of the organisation has one at a time: its id is made of that object's. */
    public static final String SINGLE = "stp";

    /** Characters of JSON. */
    private static final int MAX_EVENT_RESULT = 32_768;

    private final TenantTransactions tenantTransactions;
    private final JobProgressRepository repository;
    private final Instance<ProgressSource> sources;
    private final OrgEventLog events;

    /**
     * Event of the organisation's stream.
     *
     * @param progress the newest message alone
     */
    record JobEvent(
            @JsonProperty("task_id") String taskId,
            @JsonProperty("hashkey") String hashkey,
            @JsonProperty("progress") List<JobProgressItem> progress) {}

    @Inject
    JobProgress(
            TenantTransactions tenantTransactions,
            JobProgressRepository repository,
            Instance<ProgressSource> sources,
            OrgEventLog events) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.sources = sources;
        this.events = events;
    }

    /**
     * Adds a progress message and publishes it on the organisation's stream; joins the current unit of work, if there is
     * one. As every publication, it belongs at the end of that unit.
     */
    public Uni<Void> add(OrgId org, String hashkey, String taskId, ProgressMessage message) {
        ProgressMessage item = message.timestamp() == null ? message.at(Instant.now()) : message;
        return tenantTransactions.inOrg(org, () -> repository
                .insert(org, hashkey, taskId, item)
                .chain(() -> events.publish(org, OrgEventTopic.JOB, event(hashkey, taskId, item))));
    }

    /** A large result stays out of the stream, which every viewer of the organisation buffers; the poll has it. */
    private static JobEvent event(String hashkey, String taskId, ProgressMessage item) {
        boolean large = item.result() != null && item.result().toString().length() > MAX_EVENT_RESULT;
        JobProgressItem published = JobProgressItem.of(
                large ? new ProgressMessage(item.message(), item.status(), null, item.timestamp()) : item);
        return new JobEvent(taskId, hashkey, List.of(published));
    }

    /**
     * Stores the first message of a job whose id was used before. Messages of the earlier job are deleted, because
     * clients would read its end as the end of this job. Joins the current unit of work, if there is one.
     */
    public Uni<Void> restart(OrgId org, String hashkey, String taskId, ProgressMessage first) {
        return tenantTransactions.inOrg(
                org, () -> repository.delete(org, hashkey, taskId).chain(() -> add(org, hashkey, taskId, first)));
    }

    /**
     * Id of the newest job of that kind of work that has not ended; one without progress for ten minutes counts as lost.
     * Joins the current transaction.
     */
    public Uni<Optional<String>> findRunning(OrgId org, String hashkey) {
        return repository.findRunning(org, hashkey);
    }

    /** All messages of a job, oldest first; empty when the organisation has no such job. */
    public Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId) {
        return tenantTransactions.inOrg(org, () -> repository
                .list(org, hashkey, taskId)
                .chain(items -> items.isEmpty()
                        ? fromSources(org, hashkey, taskId)
                        : Uni.createFrom().item(items)));
    }

    private Uni<List<ProgressMessage>> fromSources(OrgId org, String hashkey, String taskId) {
        return Multi.createFrom()
                .iterable(sources)
                .onItem()
                .transformToUniAndConcatenate(source -> source.list(org, hashkey, taskId))
                .filter(items -> !items.isEmpty())
                .toUni()
                .map(items -> items == null ? List.of() : items);
    }
}
