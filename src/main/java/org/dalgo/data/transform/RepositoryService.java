package org.dalgo.data.transform;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.data.transform.Merge.KeptFile;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.Jobs;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.Secrets;
import org.dalgo.upstream.git.GitAdapter;
import org.dalgo.upstream.git.GitAuthor;
import org.dalgo.upstream.git.GitCommit;
import org.dalgo.upstream.git.GitRemote;

/**
 * Keeps the files of projects in step with their git repositories. A repository is read in the background, once at a time
 * for an organisation, and written when people publish. Whatever moved in between is merged file by file: neither what
 * people changed here nor what others changed there is ever overwritten.
 */
@ApplicationScoped
public class RepositoryService implements JobHandler {

    // Whoever asks while a reading is under way gets that one; one that is not heard of for so long is none.
    private static final String ASK =
            """
            update dbt_project set import_asked_at = now() where org = $1 and git_url is not null
            and (import_asked_at is null or import_asked_at < now() - interval '10 minutes')
            """;

    private static final String NOBODY = "git";

    /** A project as it was when a conversation with its repository began. */
    private record Begun(DbtProject project, GitRemote remote, List<KeptFile> files) {}

    private final Door door;
    private final Sql sql;
    private final DbtProjectRepository projects;
    private final DbtFileService files;
    private final GitAdapter git;
    private final Secrets secrets;
    private final TransformConfig config;
    private final Jobs jobs;
    private final Audit audit;
    private final List<RepositoryListener> listeners;

    @Inject
    RepositoryService(
            Door door,
            Sql sql,
            DbtProjectRepository projects,
            DbtFileService files,
            GitAdapter git,
            Secrets secrets,
            TransformConfig config,
            Jobs jobs,
            Audit audit,
            @All List<RepositoryListener> listeners) {
        this.door = door;
        this.sql = sql;
        this.projects = projects;
        this.files = files;
        this.git = git;
        this.secrets = secrets;
        this.config = config;
        this.jobs = jobs;
        this.audit = audit;
        this.listeners = listeners;
    }

    /** Has the repository read in the background, unless that is under way or there is none. Joins the unit of work in hand. */
    public Uni<Void> ask(OrgId org) {
        return sql.update(ASK, org.value())
                .chain(asked -> asked == 0
                        ? Uni.createFrom().voidItem()
                        : jobs.add(kind(), org, Map.of()).replaceWithVoid());
    }

    @Override
    public String kind() {
        return "read-dbt-repository";
    }

    /** A canvas that is opened again asks again. */
    @Override
    public int attempts() {
        return 3;
    }

    @Override
    public Uni<Void> run(Job job) {
        return read(job.org())
                .chain(() -> ended(job.org(), null))
                // What is refused is refused again; a system that fails may do so only now.
                .onFailure(failure -> failure instanceof Failure && !outage(failure))
                .recoverWithUni(failure -> ended(job.org(), failure));
    }

    @Override
    public Uni<Void> gaveUp(Job job, Throwable cause) {
        return ended(job.org(), cause);
    }

    /**
     * Publishes what people changed: as one commit by the person, on top of whatever the repository holds now.
     *
     * @param message of the commit
     * @return what came of it; that it was refused is no failure
     */
    Uni<PublicationResponse> publish(Caller by, String message) {
        return begin(by.org())
                .chain(begun -> DbtProjectView.of(begun.project()).lacksToken()
                        ? Uni.createFrom()
                                .item(
                                        PublicationResponse.refused(
                                                "an access token that may write to the repository is needed; connect the repository again with one"))
                        : publish(by, message, begun))
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
                .map(kept -> secrets.open(SealedSecret.of(kept), DbtProjectSecrets.owner(row.org)));
    }

    /** Who a commit of the person is by. */
    static GitAuthor author(Caller by) {
        int at = by.email().indexOf('@');
        return new GitAuthor(at < 1 ? by.email() : by.email().substring(0, at), by.email());
    }

    /** Tells the listeners that the files are what the repository holds. Joins the unit of work in hand. */
    Uni<Void> tellRead(OrgId org) {
        return InTurn.each(listeners, listener -> listener.read(org));
    }

    /** Tells the listeners that other files stand in the place of the project's. Joins the unit of work in hand. */
    Uni<Void> tellReplaced(OrgId org) {
        return InTurn.each(listeners, listener -> listener.replaced(org));
    }

    private Uni<PublicationResponse> publish(Caller by, String message, Begun begun) {
        return git.edit(begun.remote(), author(by), message, before -> {
                    Merge merge = Merge.of(begun.files(), before.files());
                    if (!merge.conflicts().isEmpty()) {
                        throw Failure.conflict("these files were changed in the repository as well: "
                                + String.join(", ", merge.conflicts()));
                    }
                    return merge.changes();
                })
                .call(commit -> settle(
                                by.org(),
                                begun,
                                Merge.of(begun.files(), commit.before().files()).published(),
                                commit.head())
                        .chain(settled -> note(by, begun, message, commit)))
                .map(commit -> PublicationResponse.pushed(commit.changes().size()));
    }

    private Uni<Void> note(Caller by, Begun begun, String message, GitCommit commit) {
        return commit.changes().isEmpty()
                ? Uni.createFrom().voidItem()
                : door.enter(
                        by.org(),
                        () -> audit.record(
                                by,
                                AuditAction.UPDATE,
                                DbtProjectService.AUDITED,
                                begun.project().id.toString(),
                                Map.of(
                                        "published",
                                        message,
                                        "files",
                                        commit.changes().size(),
                                        "commit",
                                        commit.head())));
    }

    private Uni<Void> read(OrgId org) {
        return begin(org)
                .onFailure(RepositoryService::isMissing)
                .recoverWithNull()
                .chain(begun -> begun == null ? Uni.createFrom().voidItem() : read(org, begun));
    }

    private Uni<Void> read(OrgId org, Begun begun) {
        return git.head(begun.remote())
                .chain(head -> head.isEmpty() || head.get().equals(begun.project().gitHead)
                        ? Uni.createFrom().voidItem()
                        : git.read(begun.remote())
                                .chain(found -> settle(
                                        org,
                                        begun,
                                        Merge.of(begun.files(), found.files()).result(),
                                        found.head().orElse(null)))
                                .chain(settled -> settled
                                        ? noteRead(org, begun)
                                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> noteRead(OrgId org, Begun begun) {
        return door.enter(
                org,
                () -> audit.recordFor(
                        0,
                        NOBODY,
                        org,
                        AuditAction.UPDATE,
                        DbtProjectService.AUDITED,
                        begun.project().id.toString(),
                        Map.of("read", begun.project().gitUrl)));
    }

    /** False when the project has another repository by now. */
    private Uni<Boolean> settle(OrgId org, Begun begun, Map<String, String> result, String head) {
        return door.enter(org, () -> claim(org).chain(row -> {
            if (row == null || !begun.project().gitUrl.equals(row.gitUrl)) {
                return Uni.createFrom().item(false);
            }
            row.gitHead = head;
            return files.settle(org, begun.files(), result)
                    .chain(() -> tellRead(org))
                    .replaceWith(true);
        }));
    }

    /** The project's row, which changes for nobody else until the unit of work ends; null when there is none. */
    Uni<DbtProject> claim(OrgId org) {
        return sql.first("select id from dbt_project where org = $1 for update", org.value())
                .chain(() -> projects.of(org));
    }

    private Uni<Begun> begin(OrgId org) {
        return door.enter(org, () -> projects.of(org)
                .onItem()
                .ifNull()
                .failWith(RepositoryService::missing)
                .chain(row -> row.gitUrl == null
                        ? Uni.createFrom().failure(missing())
                        : files.kept(org).map(kept -> new Begun(row, remote(row), kept))));
    }

    private Uni<Void> ended(OrgId org, Throwable failure) {
        String problem = failure == null
                ? null
                : failure instanceof Failure known ? known.detail() : "something went wrong on our side";
        return door.enter(
                        org,
                        () -> sql.update(
                                "update dbt_project set import_asked_at = null, import_problem = $2::text where org = $1",
                                org.value(),
                                problem))
                .replaceWithVoid();
    }

    private static Failure missing() {
        return Failure.notFound("there is no git repository");
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof Failure known && known.problem() == Problem.NOT_FOUND;
    }

    private static boolean outage(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.kind() != UpstreamFailure.Kind.INVALID;
    }
}
