package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dalgo.data.transform.Merge.KeptFile;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Fingerprint;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.Jobs;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.Secrets;
import org.dalgo.upstream.git.GitAdapter;
import org.dalgo.upstream.git.GitRemote;
import org.dalgo.upstream.git.GitSnapshot;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.jboss.logging.Logger;

/**
 * Lets a project live in another git repository, or renews the token of its own. The files become those of the repository,
 * or, when that holds no project yet, they stay and become its first commit. Until the one transaction that stores all of
 * it nothing has changed here; what workers are told follows, from a job if the request cannot.
 */
@ApplicationScoped
class SwitchService implements JobHandler {

    private static final Logger LOG = Logger.getLogger(SwitchService.class);

    private static final String PROJECT_FILE = "dbt_project.yml";
    private static final String BLOCK = "block";
    private static final String MASK_REFUSED = "Cannot use masked token - no existing PAT found";
    private static final Pattern MASK = Pattern.compile("\\*+");

    /** What came of it. */
    record Switched(String url, boolean repositorySwitched) {}

    /** What is wanted, and the project as it was when that was asked. */
    private record Wish(DbtProject before, RepositoryUrl url, Optional<Secret> token, List<KeptFile> files) {

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
    private record Plan(Map<String, String> files, boolean replaces, String head) {}

    private final Door door;
    private final OrgService orgs;
    private final DbtProjectRepository projects;
    private final DbtProjectService settings;
    private final DbtFileService files;
    private final RepositoryService repositories;
    private final TaskService tasks;
    private final LockService locks;
    private final DeploymentService deployments;
    private final GitAdapter git;
    private final PrefectAdapter prefect;
    private final Secrets secrets;
    private final TransformConfig config;
    private final Jobs jobs;
    private final Audit audit;

    @Inject
    SwitchService(
            Door door,
            OrgService orgs,
            DbtProjectRepository projects,
            DbtProjectService settings,
            DbtFileService files,
            RepositoryService repositories,
            TaskService tasks,
            LockService locks,
            DeploymentService deployments,
            GitAdapter git,
            PrefectAdapter prefect,
            Secrets secrets,
            TransformConfig config,
            Jobs jobs,
            Audit audit) {
        this.door = door;
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
        this.secrets = secrets;
        this.config = config;
        this.jobs = jobs;
        this.audit = audit;
    }

    /**
     * Switches.
     *
     * @param address of the repository
     * @param token that may write to it; asterisks for the one that is kept
     * @return fails with BAD_REQUEST, in words, for an address or a token that does not do; with CONFLICT while something
     *     runs, or when work would be lost; with the git host's failure. Nothing has changed here then
     */
    Uni<Switched> change(Caller by, String address, String token) {
        return Uni.createFrom()
                .item(() -> RepositoryUrl.parse(address, config.localRepositories()))
                .onFailure(Failure.class)
                .transform(failure -> Failure.badRequest(failure.getMessage()))
                .chain(url -> door.enter(by.org(), () -> wish(by, url, token)))
                .call(wish -> wish.url().takesToken()
                        ? git.requireWritable(wish.remote())
                        : Uni.createFrom().voidItem())
                .chain(wish -> wish.sameRepository() ? renew(by, wish) : move(by, wish));
    }

    @Override
    public String kind() {
        return "follow-dbt-repository";
    }

    @Override
    public Uni<Void> run(Job job) {
        return follow(job.org(), job.payload().path(BLOCK).asText(null));
    }

    private Uni<Wish> wish(Caller by, RepositoryUrl url, String token) {
        return projects.of(by.org())
                .onItem()
                .ifNull()
                .failWith(() -> Failure.badRequest("Create a dbt workspace first"))
                .chain(row -> files.kept(by.org())
                        .map(kept -> new Wish(row, asKnown(row, url), token(row, url, token), kept)))
                .call(wish -> wish.sameRepository() ? Uni.createFrom().voidItem() : requireIdle(by.org()));
    }

    /** The address of the project's own repository stays as it was spelt. */
    private RepositoryUrl asKnown(DbtProject row, RepositoryUrl url) {
        return url.isSame(row.gitUrl) ? RepositoryUrl.parse(row.gitUrl, config.localRepositories()) : url;
    }

    private Optional<Secret> token(DbtProject row, RepositoryUrl url, String token) {
        if (!url.takesToken()) {
            return Optional.empty();
        }
        String text = token == null ? "" : token.strip();
        if (text.isEmpty()) {
            throw Failure.badRequest("gitrepoAccessToken: an access token (PAT) that may write is needed");
        }
        if (!MASK.matcher(text).matches()) {
            return Optional.of(Secret.of(text));
        }
        Secret kept = repositories.token(row).orElseThrow(() -> Failure.badRequest(MASK_REFUSED));
        // Whoever may name a repository may not thereby read a token that somebody else gave.
        if (!url.isOnHostOf(row.gitUrl)) {
            throw Failure.badRequest("gitrepoAccessToken: the stored token is for another git host; give one for this");
        }
        return Optional.of(kept);
    }

    private Uni<Switched> renew(Caller by, Wish wish) {
        return door.enter(by.org(), () -> claimed(by.org(), wish)
                        .invoke(row -> keep(row, by.orgSlug(), wish))
                        .call(row -> jobs.add(kind(), by.org(), Map.of()))
                        .call(() -> repositories.ask(by.org()))
                        .chain(row -> note(by, row, Map.of("token", "renewed"))))
                .chain(() -> tell(by.org(), null))
                .replaceWith(() -> new Switched(wish.before().gitUrl, false));
    }

    private Uni<Switched> move(Caller by, Wish wish) {
        return plan(by, wish)
                .chain(plan -> door.enter(by.org(), () -> claimed(by.org(), wish)
                        .call(() -> requireIdle(by.org()))
                        .call(() -> requireUnchanged(by.org(), wish))
                        .chain(row -> store(by, row, wish, plan))))
                .chain(() -> tell(by.org(), wish.before().secretBlock))
                .replaceWith(() -> new Switched(wish.url().toString(), true));
    }

    private Uni<Plan> plan(Caller by, Wish wish) {
        return git.read(wish.remote())
                .onFailure(SwitchService::isRefusal)
                .transform(failure -> Failure.badRequest("Failed to clone repository: " + failure.getMessage()))
                .chain(found -> found.files().containsKey(PROJECT_FILE) ? take(wish, found) : fill(by, wish));
    }

    /** The repository holds a project, which takes the place of ours. */
    private static Uni<Plan> take(Wish wish, GitSnapshot found) {
        requireNothingLost(wish);
        return Uni.createFrom().item(new Plan(found.files(), true, found.head().orElse(null)));
    }

    /** The repository holds none: ours is its first. What was not published stays so. */
    private Uni<Plan> fill(Caller by, Wish wish) {
        return own(wish).chain(own -> git.edit(
                        wish.remote(), RepositoryService.author(by), "Bring the dbt project here", before -> {
                            Map<String, String> changes = new LinkedHashMap<>(own);
                            changes.entrySet().removeIf(file -> file.getValue()
                                    .equals(before.files().get(file.getKey())));
                            return changes;
                        })
                .onFailure(SwitchService::isRefusal)
                .transform(failure ->
                        Failure.badRequest("Failed to copy models to external repository: " + failure.getMessage()))
                .map(commit -> {
                    Map<String, String> all =
                            new LinkedHashMap<>(commit.before().files());
                    all.putAll(own);
                    return new Plan(all, false, commit.head());
                }));
    }

    /** The published files of the project; read from its present repository if that was never done. */
    private Uni<Map<String, String>> own(Wish wish) {
        Map<String, String> published = new LinkedHashMap<>();
        wish.files().stream()
                .filter(file -> file.published() != null)
                .forEach(file -> published.put(file.path(), file.published()));
        DbtProject row = wish.before();
        Uni<Map<String, String>> own = row.gitUrl != null && row.gitHead == null
                ? git.read(repositories.remote(row)).map(GitSnapshot::files)
                : Uni.createFrom().item(published);
        return own.invoke(found -> {
            if (!found.containsKey(PROJECT_FILE)) {
                throw Failure.badRequest(
                        "the repository holds no " + PROJECT_FILE + ", and neither does this workspace");
            }
        });
    }

    private Uni<Void> store(Caller by, DbtProject row, Wish wish, Plan plan) {
        OrgId org = by.org();
        String before = row.gitUrl;
        String block = row.secretBlock;
        keep(row, by.orgSlug(), wish);
        row.gitUrl = wish.url().toString();
        row.gitHead = plan.head();
        // A folder of its own on the workers: what they have in the old one is another repository, or none.
        row.workingDir = by.orgSlug() + "/dbtrepo-" + shortHash(row.gitUrl);
        Uni<Void> stored = plan.replaces()
                ? files.replace(org, plan.files()).chain(() -> repositories.tellReplaced(org))
                : files.settle(org, wish.files(), leaving(wish.files(), plan.files()));
        Map<String, String> details = new LinkedHashMap<>(Map.of(DbtProjectService.REPOSITORY, row.gitUrl));
        if (before != null) {
            details.put("before", before);
        }
        return stored.chain(() -> repositories.tellRead(org))
                .chain(() -> jobs.add(kind(), org, block == null ? Map.of() : Map.of(BLOCK, block)))
                .chain(() -> note(by, row, details));
    }

    /** What was deleted and not published stays so as well. */
    private static Map<String, String> leaving(List<KeptFile> kept, Map<String, String> held) {
        Map<String, String> result = new LinkedHashMap<>(held);
        kept.stream().filter(KeptFile::changed).map(KeptFile::path).forEach(result::remove);
        return result;
    }

    private void keep(DbtProject row, String slug, Wish wish) {
        row.accessToken = wish.token()
                .map(token ->
                        secrets.seal(token, DbtProjectSecrets.owner(row.org)).bytes())
                .orElse(null);
        row.secretBlock = wish.token().isPresent() ? slug + "-git-pull-url" : null;
    }

    /** What fails now is done by the job. */
    private Uni<Void> tell(OrgId org, String block) {
        return follow(org, block)
                .onFailure()
                .invoke(failure -> LOG.warnf("workers are told of the new repository later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** The secret first: deployments name it. */
    private Uni<Void> follow(OrgId org, String oldBlock) {
        return orgs.get(org).chain(found -> settings.publishSecrets(org)
                .chain(() -> deployments.refresh(org, found.slug()))
                .chain(() -> forget(found, oldBlock)));
    }

    private Uni<Void> forget(OrgView org, String block) {
        return door.enter(org.id(), () -> projects.of(org.id()))
                .chain(row -> block == null || row == null || block.equals(row.secretBlock)
                        ? Uni.createFrom().voidItem()
                        : prefect.deleteSecret(block).replaceWithVoid());
    }

    private Uni<DbtProject> claimed(OrgId org, Wish wish) {
        return repositories.claim(org).invoke(row -> {
            if (row == null || !Objects.equals(row.gitUrl, wish.before().gitUrl)) {
                throw Failure.conflict("the workspace was changed by somebody else meanwhile, please try again");
            }
        });
    }

    private Uni<Void> requireUnchanged(OrgId org, Wish wish) {
        return files.kept(org)
                .invoke(now -> {
                    if (!now.equals(wish.files())) {
                        throw Failure.conflict("the files were changed by somebody else meanwhile, please try again");
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
                            person + " is running dbt right now; switch the repository after that has ended");
                }))
                .replaceWithVoid();
    }

    /** Of a repository everything but unpublished work can be had again; of files that are kept here nothing. */
    private static void requireNothingLost(Wish wish) {
        if (wish.files().stream().anyMatch(KeptFile::changed)) {
            throw Failure.conflict("there are changes that are not published, and the repository holds a project of its"
                    + " own: publish or undo them first");
        }
        Map<String, String> template = ProjectTemplate.files();
        if (wish.before().gitUrl == null
                && wish.files().stream().anyMatch(file -> !Objects.equals(file.content(), template.get(file.path())))) {
            throw Failure.conflict("this workspace holds models that no repository has, and the repository holds a"
                    + " project of its own: take an empty repository, or delete the models first");
        }
    }

    private Uni<Void> note(Caller by, DbtProject row, Map<String, ?> details) {
        return audit.record(by, AuditAction.UPDATE, DbtProjectService.AUDITED, row.id.toString(), details);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof UpstreamFailure known && known.problem() == Problem.BAD_REQUEST;
    }

    private static String shortHash(String text) {
        return HexFormat.of().formatHex(Fingerprint.of(text).getBytes(), 0, 4);
    }
}
