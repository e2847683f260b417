package org.dalgo.data.transform.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.transform.file.GitStatusResponse;
import org.dalgo.data.transform.file.ProjectArchive;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Gives the files of projects to the workers: into their git repository, or, for those that are kept here, through a Secret
 * block in Prefect. Of the latter what is published is a row before it is sent; a job sends it if the request that
 * published it cannot.
 */
@ApplicationScoped
class PublicationService implements JobHandler {

    private final TenantTransactions tenantTransactions;
    private final DbtProjectRepository projects;
    private final DbtFileService files;
    private final RepositorySyncService repositories;
    private final PrefectAdapter prefect;
    private final JobQueue jobQueue;
    private final AuditLog auditLog;

    @Inject
    PublicationService(
            TenantTransactions tenantTransactions,
            DbtProjectRepository projects,
            DbtFileService files,
            RepositorySyncService repositories,
            PrefectAdapter prefect,
            JobQueue jobQueue,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.projects = projects;
        this.files = files;
        this.repositories = repositories;
        this.prefect = prefect;
        this.jobQueue = jobQueue;
        this.auditLog = auditLog;
    }

    /** What has changed since it was last published; fails with BAD_REQUEST without a workspace. */
    Uni<GitStatusResponse> changes(OrgId org) {
        return tenantTransactions.inOrg(org, () -> requireProject(org).chain(() -> files.changes(org)));
    }

    /**
     * Publishes all changes.
     *
     * @param message what the changes are good for
     * @return the outcome; fails with BAD_REQUEST without a message or a workspace
     */
    Uni<PublicationResponse> publish(Caller by, String message) {
        if (message.isBlank()) {
            throw Failure.badRequest("Commit message cannot be empty");
        }
        return tenantTransactions
                .inOrg(by.org(), () -> requireProject(by.org()))
                .chain(row -> row.gitUrl == null ? publishHere(by, message) : repositories.publish(by, message));
    }

    private Uni<PublicationResponse> publishHere(Caller by, String message) {
        OrgId org = by.org();
        return tenantTransactions
                .inOrg(org, () -> requireProject(org)
                        .chain(row -> files.publish(org).call(changed -> recordPublication(by, row, message, changed))))
                .chain(changed -> send(org)
                        .map(sent -> PublicationResponse.committed(changed))
                        .onFailure(UpstreamFailure.class)
                        .recoverWithItem(failure -> PublicationResponse.notSent(failure.getMessage())));
    }

    /** Sends what is published, new or again; nothing to do for a project with a repository. */
    Uni<Void> send(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> projects.findByOrg(org)
                        .chain(row -> row == null || row.gitUrl != null
                                ? Uni.createFrom().nullItem()
                                : files.published(org).map(published -> new SecretPayload(row.secretBlock, published))))
                .chain(secretPayload -> secretPayload == null
                        ? Uni.createFrom().voidItem()
                        : ProjectArchive.create(secretPayload.files())
                                .chain(text -> prefect.putSecret(secretPayload.block(), text)))
                .replaceWithVoid();
    }

    @Override
    public String kind() {
        return "send-dbt-project";
    }

    @Override
    public JobLane lane() {
        return JobLane.GIT;
    }

    @Override
    public Uni<Void> run(Job job) {
        return send(job.org());
    }

    private record SecretPayload(String block, Map<String, String> files) {}

    private Uni<Void> recordPublication(Caller by, DbtProject row, String message, int changed) {
        return changed == 0
                ? Uni.createFrom().voidItem()
                : jobQueue.enqueue(kind(), by.org(), Map.of())
                        .chain(() -> auditLog.record(
                                by,
                                AuditAction.UPDATE,
                                DbtProject.AUDIT_TYPE,
                                row.id.toString(),
                                Map.of("published", message, "files", changed)));
    }

    private Uni<DbtProject> requireProject(OrgId org) {
        return projects.findByOrg(org)
                .onItem()
                .ifNull()
                .failWith(() -> Failure.badRequest("dbt workspace is not configured for this organization"));
    }
}
