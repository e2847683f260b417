package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.Jobs;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Gives the files of projects to the workers: into their git repository, or, for those that are kept here, through a Secret
 * block in Prefect. Of the latter what is published is a row before it is sent; a job sends it if the request that
 * published it cannot.
 */
@ApplicationScoped
class PublicationService implements JobHandler {

    private final Door door;
    private final DbtProjectRepository projects;
    private final DbtFileService files;
    private final RepositoryService repositories;
    private final PrefectAdapter prefect;
    private final Jobs jobs;
    private final Audit audit;

    @Inject
    PublicationService(
            Door door,
            DbtProjectRepository projects,
            DbtFileService files,
            RepositoryService repositories,
            PrefectAdapter prefect,
            Jobs jobs,
            Audit audit) {
        this.door = door;
        this.projects = projects;
        this.files = files;
        this.repositories = repositories;
        this.prefect = prefect;
        this.jobs = jobs;
        this.audit = audit;
    }

    /** What has changed since it was last published; fails with BAD_REQUEST without a workspace. */
    Uni<GitStatusResponse> changes(OrgId org) {
        return door.enter(org, () -> project(org).chain(() -> files.changes(org)));
    }

    /**
     * Publishes all changes.
     *
     * @param message what the changes are good for
     * @return what came of it; fails with BAD_REQUEST without a message or a workspace
     */
    Uni<PublicationResponse> publish(Caller by, String message) {
        if (message.isBlank()) {
            throw Failure.badRequest("Commit message cannot be empty");
        }
        return door.enter(by.org(), () -> project(by.org()))
                .chain(row -> row.gitUrl == null ? publishHere(by, message) : repositories.publish(by, message));
    }

    private Uni<PublicationResponse> publishHere(Caller by, String message) {
        OrgId org = by.org();
        return door.enter(org, () -> project(org)
                        .chain(row -> files.publish(org).call(changed -> note(by, row, message, changed))))
                .chain(changed -> send(org)
                        .map(sent -> PublicationResponse.committed(changed))
                        .onFailure(UpstreamFailure.class)
                        .recoverWithItem(failure -> PublicationResponse.notSent(failure.getMessage())));
    }

    /** Sends what is published, new or again; nothing to do for a project with a repository. */
    Uni<Void> send(OrgId org) {
        return door.enter(org, () -> projects.of(org)
                        .chain(row -> row == null || row.gitUrl != null
                                ? Uni.createFrom().nullItem()
                                : files.published(org).map(published -> new Parcel(row.secretBlock, published))))
                .chain(parcel -> parcel == null
                        ? Uni.createFrom().voidItem()
                        : ProjectArchive.packed(parcel.files()).chain(text -> prefect.putSecret(parcel.block(), text)))
                .replaceWithVoid();
    }

    @Override
    public String kind() {
        return "send-dbt-project";
    }

    @Override
    public Uni<Void> run(Job job) {
        return send(job.org());
    }

    private record Parcel(String block, Map<String, String> files) {}

    private Uni<Void> note(Caller by, DbtProject row, String message, int changed) {
        return changed == 0
                ? Uni.createFrom().voidItem()
                : jobs.add(kind(), by.org(), Map.of())
                        .chain(() -> audit.record(
                                by,
                                AuditAction.UPDATE,
                                DbtProjectService.AUDITED,
                                row.id.toString(),
                                Map.of("published", message, "files", changed)));
    }

    private Uni<DbtProject> project(OrgId org) {
        return projects.of(org)
                .onItem()
                .ifNull()
                .failWith(() -> Failure.badRequest("dbt workspace is not configured for this organization"));
    }
}
