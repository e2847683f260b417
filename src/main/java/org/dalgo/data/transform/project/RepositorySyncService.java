package org.dalgo.data.transform.project;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.transform.file.ThreeWayMerge;
import org.dalgo.data.transform.file.ThreeWayMerge.DbtFile;
import org.dalgo.data.transform.repository.RepositoryListener;
import org.dalgo.data.transform.repository.RepositoryUrl;
import org.dalgo.data.transform.repository.TransformConfig;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.git.GitAdapter;
import org.dalgo.upstream.git.GitAuthor;
import org.dalgo.upstream.git.GitCommit;
import org.dalgo.upstream.git.GitRemote;

/**
 * Keeps the files of projects in step with their git repositories. A repository is read in the background, once at a time
 * for an organisation, and written when people publish. Changes of both sides are merged file by file: neither what
 * people changed here nor what others changed there is ever overwritten.
 */
@ApplicationScoped
public class RepositorySyncService implements JobHandler {

    private static final String SYSTEM_ACTOR = "git";

    /** A project as it was when a session with its repository began. */
    private record SyncBase(DbtProject project, GitRemote remote, List<DbtFile> files) {}

    private final TenantTransactions tenantTransactions;
    private final DbtProjectRepository projects;
    private final DbtFileService files;
    private final GitAdapter git;
    private final SecretCipher secretCipher;
    private final TransformConfig config;
    private final JobQueue jobQueue;
    private final AuditLog auditLog;
    private final List<RepositoryListener> listeners;

    @Inject
    RepositorySyncService(
            TenantTransactions tenantTransactions,
            DbtProjectRepository projects,
            DbtFileService files,
            GitAdapter git,
            SecretCipher secretCipher,
            TransformConfig config,
            JobQueue jobQueue,
            AuditLog auditLog,
            @All List<RepositoryListener> listeners) {
        this.tenantTransactions = tenantTransactions;
        this.projects = projects;
        this.files = files;
        this.git = git;
        this.secretCipher = secretCipher;
        this.config = config;
        this.jobQueue = jobQueue;
        this.auditLog = auditLog;
        this.listeners = listeners;
    }

    /**
     * Has the repository read in the background, if there is one. A request during a reading has it read once more: what
     * was committed since that reading began must not wait for the next request. Joins the caller's unit of work.
     */
    public Uni<Void> requestRead(OrgId org) {
        return projects.requestRead(org).chain(due -> enqueueIf(due, org));
    }

    private Uni<Void> enqueueIf(boolean due, OrgId org) {
        return due
                ? jobQueue.enqueue(kind(), org, Map.of()).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    @Override
    public String kind() {
        return "read-dbt-repository";
    }

    @Override
    public JobLane lane() {
        return JobLane.GIT;
    }

    /** A canvas that is opened again requests it again. */
    @Override
    public int maxAttempts() {
        return 3;
    }

    @Override
    public Uni<Void> run(Job job) {
        return read(job.org())
                .chain(() -> recordOutcome(job.org(), null))
                // What is refused is refused again; a system that fails may do so only now.
                .onFailure(failure -> failure instanceof Failure && !isOutage(failure))
                .recoverWithUni(failure -> recordOutcome(job.org(), failure));
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        return recordOutcome(job.org(), cause);
    }

    /**
     * Publishes what people changed: as one commit by the person, on top of what the repository holds now.
     *
     * @param message of the commit
     * @return the outcome; a refusal is no failure
     */
    Uni<PublicationResponse> publish(Caller by, String message) {
        return loadBase(by.org())
                .chain(syncBase -> DbtProjectView.of(syncBase.project()).lacksToken()
                        ? Uni.createFrom()
                                .item(
                                        PublicationResponse.refused(
                                                "An access token that may write to the repository is needed. Connect the repository again with one."))
                        : publish(by, message, syncBase))
                .onFailure(Failure.class)
                .recoverWithItem(failure -> PublicationResponse.refused(failure.getMessage()));
    }

    /** The repository of the project, with its token. */
    GitRemote remote(DbtProject row) {
        return RepositoryUrl.parse(row.gitUrl, config.localRepositories()).remote(token(row));
    }

    /** The token that is kept for the repository. */
    Optional<Secret> token(DbtProject row) {
        return Optional.ofNullable(row.accessToken)
                .map(kept -> secretCipher.open(SealedSecret.of(kept), DbtProjectSecrets.owner(row.org)));
    }

    /** Who a commit of the person is by. */
    static GitAuthor author(Caller by) {
        int at = by.email().indexOf('@');
        return new GitAuthor(at < 1 ? by.email() : by.email().substring(0, at), by.email());
    }

    /** Notifies the listeners that the files are what the repository holds. Joins the caller's unit of work. */
    Uni<Void> notifyRead(OrgId org) {
        return Unis.sequentially(listeners, listener -> listener.onFilesRead(org));
    }

    /** Notifies the listeners that other files stand in the place of the project's. Joins the caller's unit of work. */
    Uni<Void> notifyReplaced(OrgId org) {
        return Unis.sequentially(listeners, listener -> listener.onFilesReplaced(org));
    }

    private Uni<PublicationResponse> publish(Caller by, String message, SyncBase syncBase) {
        return git.edit(syncBase.remote(), author(by), message, before -> {
                    ThreeWayMerge threeWayMerge = ThreeWayMerge.of(syncBase.files(), before.files());
                    if (!threeWayMerge.conflicts().isEmpty()) {
                        throw Failure.conflict("These files were changed in the repository as well: "
                                + String.join(", ", threeWayMerge.conflicts())
                                + ". Undo your changes of them, or take over those of the repository.");
                    }
                    return threeWayMerge.changes();
                })
                .call(commit -> Unis.onWorker(() -> ThreeWayMerge.of(
                                        syncBase.files(), commit.before().files())
                                .published())
                        .chain(published -> applyMerge(by.org(), syncBase, published, commit.head()))
                        .chain(settled -> recordAudit(by, syncBase, message, commit)))
                .map(commit -> PublicationResponse.pushed(commit.changes().size()));
    }

    private Uni<Void> recordAudit(Caller by, SyncBase syncBase, String message, GitCommit commit) {
        return commit.changes().isEmpty()
                ? Uni.createFrom().voidItem()
                : tenantTransactions.inOrg(
                        by.org(),
                        () -> auditLog.record(
                                by,
                                AuditAction.UPDATE,
                                DbtProject.AUDIT_TYPE,
                                syncBase.project().id.toString(),
                                Map.of(
                                        "published",
                                        message,
                                        "files",
                                        commit.changes().size(),
                                        "commit",
                                        commit.head())));
    }

    private Uni<Void> read(OrgId org) {
        return loadBase(org)
                .onFailure(RepositorySyncService::isMissing)
                .recoverWithNull()
                .chain(syncBase -> syncBase == null ? Uni.createFrom().voidItem() : read(org, syncBase));
    }

    private Uni<Void> read(OrgId org, SyncBase syncBase) {
        return git.head(syncBase.remote())
                .chain(head -> head.isEmpty() || head.get().equals(syncBase.project().gitHead)
                        ? Uni.createFrom().voidItem()
                        : git.read(syncBase.remote())
                                .chain(found -> Unis.onWorker(() -> ThreeWayMerge.of(syncBase.files(), found.files())
                                                .result())
                                        .chain(result -> applyMerge(
                                                org,
                                                syncBase,
                                                result,
                                                found.head().orElse(null))))
                                .chain(settled -> settled
                                        ? recordRead(org, syncBase)
                                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> recordRead(OrgId org, SyncBase syncBase) {
        return tenantTransactions.inOrg(
                org,
                () -> auditLog.recordFor(
                        0,
                        SYSTEM_ACTOR,
                        org,
                        AuditAction.UPDATE,
                        DbtProject.AUDIT_TYPE,
                        syncBase.project().id.toString(),
                        Map.of("read", syncBase.project().gitUrl)));
    }

    /** False when the project has another repository by now. */
    private Uni<Boolean> applyMerge(OrgId org, SyncBase syncBase, Map<String, String> result, String head) {
        return tenantTransactions.inOrg(org, () -> findForUpdate(org).chain(row -> {
            if (row == null || !syncBase.project().gitUrl.equals(row.gitUrl)) {
                return Uni.createFrom().item(false);
            }
            row.gitHead = head;
            return files.applyMerge(org, syncBase.files(), result)
                    .chain(() -> notifyRead(org))
                    .replaceWith(true);
        }));
    }

    /** The project's row, locked until the unit of work ends; null when there is none. */
    Uni<DbtProject> findForUpdate(OrgId org) {
        return projects.lock(org).chain(() -> projects.findByOrg(org));
    }

    private Uni<SyncBase> loadBase(OrgId org) {
        return tenantTransactions.inOrg(org, () -> projects.findByOrg(org)
                .onItem()
                .ifNull()
                .failWith(RepositorySyncService::noRepository)
                .chain(row -> row.gitUrl == null
                        ? Uni.createFrom().failure(noRepository())
                        : files.list(org).map(kept -> new SyncBase(row, remote(row), kept))));
    }

    private Uni<Void> recordOutcome(OrgId org, Throwable failure) {
        String problem = failure == null
                ? null
                : failure instanceof Failure known ? known.detail() : "something went wrong on our side";
        return tenantTransactions.inOrg(
                org, () -> projects.endRead(org, problem).chain(again -> enqueueIf(again, org)));
    }

    private static Failure noRepository() {
        return Failure.notFound("There is no git repository.");
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof Failure known && known.problem() == Problem.NOT_FOUND;
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() != UpstreamFailure.Kind.INVALID;
    }
}
