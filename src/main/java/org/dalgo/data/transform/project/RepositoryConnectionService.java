package org.dalgo.data.transform.project;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.transform.file.ProjectTemplate;
import org.dalgo.data.transform.file.ThreeWayMerge.DbtFile;
import org.dalgo.data.transform.repository.RepositoryUrl;
import org.dalgo.data.transform.repository.TransformConfig;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.git.GitAdapter;
import org.dalgo.upstream.git.GitRemote;
import org.dalgo.upstream.git.GitSnapshot;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.jboss.logging.Logger;

/**
 * Connects a project to another git repository, or renews the token of the present one. The project takes over the
 * files of the repository, or becomes the first commit of an empty one. One transaction stores the change. The workers'
 * Secret blocks follow, from a job if the request fails.
 */
@ApplicationScoped
class RepositoryConnectionService implements JobHandler {

    private static final Logger LOG = Logger.getLogger(RepositoryConnectionService.class);

    private static final String PROJECT_FILE = "dbt_project.yml";
    private static final String BLOCK = "block";
    private static final String MASK_REFUSED = "Cannot use masked token - no existing PAT found";
    private static final Pattern MASK = Pattern.compile("\\*+");

    /** Outcome of a connection. */
    record ConnectionResult(String url, boolean repositorySwitched) {}

    /** What is wanted, and the project as it was when that was requested. */
    private record ConnectionChange(DbtProject before, RepositoryUrl url, Optional<Secret> token, List<DbtFile> files) {

        boolean sameRepository() {
            return url.isSame(before.gitUrl);
        }

        GitRemote remote() {
            return url.remote(token);
        }
    }

    /**
     * How it is to be done.
     *
     * @param files of the repository from now on
     * @param replaces whether they take the place of the project's own
     */
    private record ConnectionPlan(Map<String, String> files, boolean replaces, String head) {}

    private final TenantTransactions tenantTransactions;
    private final OrgService orgs;
    private final DbtProjectRepository projects;
    private final DbtProjectService settings;
    private final DbtFileService files;
    private final RepositorySyncService repositories;
    private final TaskService tasks;
    private final LockService locks;
    private final DeploymentService deployments;
    private final GitAdapter git;
    private final PrefectAdapter prefect;
    private final SecretCipher secretCipher;
    private final TransformConfig config;
    private final JobQueue jobQueue;
    private final AuditLog auditLog;

    @Inject
    RepositoryConnectionService(
            TenantTransactions tenantTransactions,
            OrgService orgs,
            DbtProjectRepository projects,
            DbtProjectService settings,
            DbtFileService files,
            RepositorySyncService repositories,
            TaskService tasks,
            LockService locks,
            DeploymentService deployments,
            GitAdapter git,
            PrefectAdapter prefect,
            SecretCipher secretCipher,
            TransformConfig config,
            JobQueue jobQueue,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.orgs = orgs;
        this.projects = projects;
        this.settings = settings;
        this.files = files;
        this.repositories = repositories;
        this.tasks = tasks;
        this.locks = locks;
        this.deployments = deployments;
        this.git = git;
        this.prefect = prefect;
        this.secretCipher = secretCipher;
        this.config = config;
        this.jobQueue = jobQueue;
        this.auditLog = auditLog;
    }

    /**
     * Switches.
     *
     * @param address of the repository
     * @param token that may write to it; asterisks for the one that is kept
     * @return fails with BAD_REQUEST, with a reason, for an unusable address or token. Fails with CONFLICT while a run
     *     is open or when work would be lost, and with the git host's failure. Nothing has changed here then
     */
    Uni<ConnectionResult> connect(Caller by, String address, String token) {
        return Uni.createFrom()
                .item(() -> RepositoryUrl.parse(address, config.localRepositories()))
                .onFailure(Failure.class)
                .transform(RepositoryConnectionService::sentence)
                .chain(url -> tenantTransactions.inOrg(by.org(), () -> prepare(by, url, token)))
                .call(connectionChange -> connectionChange.url().takesToken()
                        ? git.requireWritable(connectionChange.remote())
                        : Uni.createFrom().voidItem())
                .chain(connectionChange -> connectionChange.sameRepository()
                        ? renewToken(by, connectionChange)
                        : changeRepository(by, connectionChange));
    }

    /** The refusal without the name of the field, which people do not know. */
    private static Failure sentence(Throwable failure) {
        return Failure.badRequest(((Failure) failure)
                .fields().stream().findFirst().map(Failure.Field::message).orElseGet(failure::getMessage));
    }

    @Override
    public String kind() {
        return "follow-dbt-repository";
    }

    @Override
    public JobLane lane() {
        return JobLane.GIT;
    }

    @Override
    public Uni<Void> run(Job job) {
        return propagate(job.org(), job.payload().path(BLOCK).asText(null));
    }

    private Uni<ConnectionChange> prepare(Caller by, RepositoryUrl url, String token) {
        return projects.findByOrg(by.org())
                .onItem()
                .ifNull()
                .failWith(() -> Failure.badRequest("Create a dbt workspace first"))
                .chain(row -> files.list(by.org())
                        .map(kept -> new ConnectionChange(row, storedSpelling(row, url), token(row, url, token), kept)))
                .call(connectionChange ->
                        connectionChange.sameRepository() ? Uni.createFrom().voidItem() : requireIdle(by.org()));
    }

    /** The address of the project's own repository stays as it was spelt. */
    private RepositoryUrl storedSpelling(DbtProject row, RepositoryUrl url) {
        return url.isSame(row.gitUrl) ? RepositoryUrl.parse(row.gitUrl, config.localRepositories()) : url;
    }

    private Optional<Secret> token(DbtProject row, RepositoryUrl url, String token) {
        if (!url.takesToken()) {
            return Optional.empty();
        }
        String text = token == null ? "" : token.strip();
        if (text.isEmpty()) {
            throw Failure.badRequest(
                    "An access token (PAT) that may write to the repository is needed. Create one at the git host.");
        }
        if (!MASK.matcher(text).matches()) {
            return Optional.of(Secret.of(text));
        }
        Secret kept = repositories.token(row).orElseThrow(() -> Failure.badRequest(MASK_REFUSED));
        // A person who may name a repository must not thereby read a token that another person gave.
        if (!url.isOnHostOf(row.gitUrl)) {
            throw Failure.badRequest("The stored access token is for another git host. Enter one for this host.");
        }
        return Optional.of(kept);
    }

    private Uni<ConnectionResult> renewToken(Caller by, ConnectionChange connectionChange) {
        return tenantTransactions
                .inOrg(by.org(), () -> requireSameProject(by.org(), connectionChange)
                        .invoke(row -> storeToken(row, by.orgSlug(), connectionChange))
                        .call(row -> jobQueue.enqueue(kind(), by.org(), Map.of()))
                        .call(() -> repositories.requestRead(by.org()))
                        .chain(row -> recordAudit(by, row, Map.of("token", "renewed"))))
                .chain(() -> propagateOrDefer(by.org(), null))
                .replaceWith(() -> new ConnectionResult(connectionChange.before().gitUrl, false));
    }

    private Uni<ConnectionResult> changeRepository(Caller by, ConnectionChange connectionChange) {
        return plan(by, connectionChange)
                .chain(connectionPlan ->
                        tenantTransactions.inOrg(by.org(), () -> requireSameProject(by.org(), connectionChange)
                                .call(() -> requireIdle(by.org()))
                                .call(() -> requireUnchanged(by.org(), connectionChange))
                                .chain(row -> store(by, row, connectionChange, connectionPlan))))
                .chain(() -> propagateOrDefer(by.org(), connectionChange.before().secretBlock))
                .replaceWith(() -> new ConnectionResult(connectionChange.url().toString(), true));
    }

    private Uni<ConnectionPlan> plan(Caller by, ConnectionChange connectionChange) {
        return git.read(connectionChange.remote())
                .onFailure(RepositoryConnectionService::isRefusal)
                .transform(failure -> Failure.badRequest("Failed to clone repository: " + failure.getMessage()))
                .chain(found -> found.files().containsKey(PROJECT_FILE)
                        ? useRemoteFiles(connectionChange, found)
                        : pushLocalFiles(by, connectionChange));
    }

    /** The repository holds a project, which takes the place of ours. */
    private static Uni<ConnectionPlan> useRemoteFiles(ConnectionChange connectionChange, GitSnapshot found) {
        requireNoUnpublishedWork(connectionChange);
        return Uni.createFrom()
                .item(new ConnectionPlan(found.files(), true, found.head().orElse(null)));
    }

    /** The repository holds none: ours is its first. What was not published stays so. */
    private Uni<ConnectionPlan> pushLocalFiles(Caller by, ConnectionChange connectionChange) {
        return publishedFiles(connectionChange).chain(own -> git.edit(
                        connectionChange.remote(),
                        RepositorySyncService.author(by),
                        "Bring the dbt project here",
                        before -> {
                            Map<String, String> changes = new LinkedHashMap<>(own);
                            changes.entrySet().removeIf(file -> file.getValue()
                                    .equals(before.files().get(file.getKey())));
                            return changes;
                        })
                .onFailure(RepositoryConnectionService::isRefusal)
                .transform(failure ->
                        Failure.badRequest("Failed to copy models to external repository: " + failure.getMessage()))
                .map(commit -> {
                    Map<String, String> all =
                            new LinkedHashMap<>(commit.before().files());
                    all.putAll(own);
                    return new ConnectionPlan(all, false, commit.head());
                }));
    }

    /** The published files of the project; read from its present repository if that was never done. */
    private Uni<Map<String, String>> publishedFiles(ConnectionChange connectionChange) {
        Map<String, String> published = new LinkedHashMap<>();
        connectionChange.files().stream()
                .filter(file -> file.published() != null)
                .forEach(file -> published.put(file.path(), file.published()));
        DbtProject row = connectionChange.before();
        Uni<Map<String, String>> own = row.gitUrl != null && row.gitHead == null
                ? git.read(repositories.remote(row)).map(GitSnapshot::files)
                : Uni.createFrom().item(published);
        return own.invoke(found -> {
            if (!found.containsKey(PROJECT_FILE)) {
                throw Failure.badRequest("The repository holds no " + PROJECT_FILE
                        + ", and neither does this workspace. Add one first.");
            }
        });
    }

    private Uni<Void> store(
            Caller by, DbtProject row, ConnectionChange connectionChange, ConnectionPlan connectionPlan) {
        OrgId org = by.org();
        String before = row.gitUrl;
        String block = row.secretBlock;
        storeToken(row, by.orgSlug(), connectionChange);
        row.gitUrl = connectionChange.url().toString();
        row.gitHead = connectionPlan.head();
        // A folder of its own on the workers: what they have in the old one is another repository, or none.
        row.workingDir = by.orgSlug() + "/dbtrepo-" + shortHash(row.gitUrl);
        Uni<Void> stored = connectionPlan.replaces()
                ? files.replace(org, connectionPlan.files()).chain(() -> repositories.notifyReplaced(org))
                : files.applyMerge(
                        org,
                        connectionChange.files(),
                        withoutUnpublished(connectionChange.files(), connectionPlan.files()));
        Map<String, String> details = new LinkedHashMap<>(Map.of(DbtProject.AUDIT_REPOSITORY, row.gitUrl));
        if (before != null) {
            details.put("before", before);
        }
        return stored.chain(() -> repositories.notifyRead(org))
                .chain(() -> jobQueue.enqueue(kind(), org, block == null ? Map.of() : Map.of(BLOCK, block)))
                .chain(() -> recordAudit(by, row, details));
    }

    /** What was deleted and not published stays so as well. */
    private static Map<String, String> withoutUnpublished(List<DbtFile> kept, Map<String, String> held) {
        Map<String, String> result = new LinkedHashMap<>(held);
        kept.stream().filter(DbtFile::changed).map(DbtFile::path).forEach(result::remove);
        return result;
    }

    private void storeToken(DbtProject row, String slug, ConnectionChange connectionChange) {
        row.accessToken = connectionChange
                .token()
                .map(token -> secretCipher
                        .seal(token, DbtProjectSecrets.owner(row.org))
                        .bytes())
                .orElse(null);
        row.secretBlock = connectionChange.token().isPresent() ? slug + "-git-pull-url" : null;
    }

    /** What fails now is done by the job. */
    private Uni<Void> propagateOrDefer(OrgId org, String block) {
        return propagate(org, block)
                .onFailure()
                .invoke(failure -> LOG.warnf("workers get the new repository later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** The secret first: deployments name it. */
    private Uni<Void> propagate(OrgId org, String oldBlock) {
        return orgs.get(org).chain(found -> settings.publishSecrets(org)
                .chain(() -> deployments.refresh(org, found.slug()))
                .chain(() -> deleteOldSecret(found, oldBlock)));
    }

    private Uni<Void> deleteOldSecret(OrgView org, String block) {
        return tenantTransactions
                .inOrg(org.id(), () -> projects.findByOrg(org.id()))
                .chain(row -> block == null || row == null || block.equals(row.secretBlock)
                        ? Uni.createFrom().voidItem()
                        : prefect.deleteSecret(block).replaceWithVoid());
    }

    private Uni<DbtProject> requireSameProject(OrgId org, ConnectionChange connectionChange) {
        return repositories.findForUpdate(org).invoke(row -> {
            if (row == null || !Objects.equals(row.gitUrl, connectionChange.before().gitUrl)) {
                throw Failure.conflict("Another person has changed the workspace meanwhile. Try again.");
            }
        });
    }

    private Uni<Void> requireUnchanged(OrgId org, ConnectionChange connectionChange) {
        return files.list(org)
                .invoke(now -> {
                    if (!now.equals(connectionChange.files())) {
                        throw Failure.conflict("Another person has changed the files meanwhile. Try again.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> requireIdle(OrgId org) {
        return tasks.transformTasks(org)
                .chain(all ->
                        locks.holder(org, all.stream().map(OrgTaskView::id).toList()))
                .invoke(holder -> holder.ifPresent(person -> {
                    throw Failure.conflict(
                            person + " is running dbt right now. Switch the repository after that has ended.");
                }))
                .replaceWithVoid();
    }

    /** Of a repository everything but unpublished work can be had again; of files that are kept here nothing. */
    private static void requireNoUnpublishedWork(ConnectionChange connectionChange) {
        if (connectionChange.files().stream().anyMatch(DbtFile::changed)) {
            throw Failure.conflict("There are changes that are not published, and the repository holds a project of its"
                    + " own. Publish or undo them first.");
        }
        Map<String, String> template = ProjectTemplate.files();
        if (connectionChange.before().gitUrl == null
                && connectionChange.files().stream()
                        .anyMatch(file -> !Objects.equals(file.content(), template.get(file.path())))) {
            throw Failure.conflict("This workspace holds models that no repository has, and the repository holds a"
                    + " project of its own. Connect an empty repository, or delete the models first.");
        }
    }

    private Uni<Void> recordAudit(Caller by, DbtProject row, Map<String, ?> details) {
        return auditLog.record(by, AuditAction.UPDATE, DbtProject.AUDIT_TYPE, row.id.toString(), details);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof UpstreamFailure known && known.problem() == Problem.BAD_REQUEST;
    }

    private static String shortHash(String text) {
        return HexFormat.of().formatHex(Sha256.of(text).getBytes(), 0, 4);
    }
}
