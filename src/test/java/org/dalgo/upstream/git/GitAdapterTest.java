package org.dalgo.upstream.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.net.AddressPolicy;
import org.dalgo.platform.secret.Secret;
import org.dalgo.testsupport.GitHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading and writing repositories of a real git host. */
class GitAdapterTest {

    private static final GitAuthor ANA = new GitAuthor("Ana", "ana@ngo.test");

    private static GitHost host;
    private static int repositories;

    private final GitAdapter git = adapter(Map.of());
    private String name;

    @BeforeAll
    static void aHost() {
        host = GitHost.start();
    }

    @AfterAll
    static void closed() {
        host.close();
    }

    @BeforeEach
    void aRepository() {
        host.failsWith(0);
        host.beforeWrite(repository -> {});
        name = "repository" + ++repositories;
        host.create(name);
    }

    @Test
    void aRepositoryIsReadAsItIsNow() {
        host.commit(name, Map.of("gone.sql", "x"));
        Map<String, String> files = new HashMap<>(Map.of(
                "dbt_project.yml",
                "name: é",
                "models/a/b.sql",
                "select 1\r\n",
                ".gitignore",
                "target/",
                "with space.sql",
                "x",
                "target/compiled.sql",
                "x",
                "binary",
                "a\0b",
                "large.csv",
                "x".repeat(1024 * 1024 + 1)));
        files.put("gone.sql", null);
        host.commit(name, files);

        GitSnapshot read = await(git.read(remote(GitHost.READER)));

        assertThat(read.head()).contains(host.head(name));
        assertThat(read.files())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "dbt_project.yml", "name: é", "models/a/b.sql", "select 1\r\n", ".gitignore", "target/"));
        assertThat(await(git.head(remote(GitHost.READER)))).contains(host.head(name));
        host.open(name);
        assertThat(await(git.head(new GitRemote(URI.create(host.url(name)), Optional.empty()))))
                .isPresent();
    }

    @Test
    void aCommitChangesWhatItSaysAndNothingElse() {
        host.commit(name, Map.of("a.sql", "1", "b.sql", "2", "dir/c.sql", "3", "binary", "a\0b", "with space", "x"));
        Map<String, String> changes = new HashMap<>(Map.of("a.sql", "new é", "dir/sub/d.sql", "4"));
        changes.put("b.sql", null);

        GitCommit commit = await(git.edit(remote(GitHost.WRITER), ANA, "what changed", before -> {
            assertThat(before.files()).containsKeys("a.sql", "b.sql");
            return changes;
        }));

        assertThat(commit.head()).isEqualTo(host.head(name));
        assertThat(host.paths(name)).containsExactly("a.sql", "binary", "dir/c.sql", "dir/sub/d.sql", "with space");
        assertThat(host.file(name, "a.sql")).isEqualTo("new é");
        assertThat(host.log(name))
                .containsExactly("Ana|ana@ngo.test|what changed", "Somebody|somebody@git.test|by others");
    }

    @Test
    void aRepositoryWithoutCommitsGetsItsFirst() {
        assertThat(await(git.read(remote(GitHost.WRITER)))).isEqualTo(new GitSnapshot(Optional.empty(), Map.of()));
        assertThat(await(git.head(remote(GitHost.WRITER)))).isEmpty();

        await(git.edit(remote(GitHost.WRITER), ANA, "first", before -> Map.of("a.sql", "1")));

        assertThat(host.log(name)).containsExactly("Ana|ana@ngo.test|first");
    }

    @Test
    void nothingToChangeIsNoCommit() {
        host.commit(name, Map.of("a.sql", "1"));
        String head = host.head(name);

        GitCommit commit = await(git.edit(remote(GitHost.READER), ANA, "nothing", before -> Map.of()));

        assertThat(commit.head()).isEqualTo(head);
        assertThat(host.head(name)).isEqualTo(head);
    }

    @Test
    void theSlowerCommitComesOnTopOfTheFaster() {
        host.commit(name, Map.of("a.sql", "1"));
        host.beforeWrite(repository -> {
            host.beforeWrite(again -> {});
            host.commit(repository, Map.of("theirs.sql", "2"));
        });

        GitCommit commit = await(git.edit(remote(GitHost.WRITER), ANA, "ours", before -> Map.of("ours.sql", "3")));

        assertThat(commit.before().files()).containsKey("theirs.sql");
        assertThat(host.paths(name)).containsExactly("a.sql", "ours.sql", "theirs.sql");

        int[] turns = {0};
        host.beforeWrite(repository -> host.commit(repository, Map.of("theirs.sql", "again" + ++turns[0])));
        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> await(git.edit(remote(GitHost.WRITER), ANA, "late", before -> Map.of("late.sql", "4"))));
        assertThat(failure.problem()).isEqualTo(Problem.CONFLICT);
        assertThat(turns[0]).isEqualTo(2);
    }

    @Test
    void aFailureHasAMessageWithoutTheToken() {
        host.commit(name, Map.of("a.sql", "1"));

        assertThat(refused("wrong-token", host.url(name))).startsWith("PAT invalid: 127.0.0.1");
        assertThat(refused(null, host.url(name)))
                .isEqualTo("127.0.0.1 asks for an access token. Create one there and enter it here.");
        assertThat(refused(GitHost.STRANGER, host.url(name)))
                .isEqualTo(
                        "The repository does not exist, or the access token (PAT) has no access to it. Check the address"
                                + " and the token's repositories.");
        assertThat(refused(GitHost.WRITER, host.url("absent"))).startsWith("The repository does not exist");
        assertThat(failure(git.requireWritable(remote(GitHost.READER))).detail())
                .isEqualTo("Insufficient permission: the access token has no write access to the repository. Give it"
                        + " permission to write contents.");
        assertThat(failure(git.edit(remote(GitHost.READER), ANA, "x", before -> Map.of("b.sql", "2")))
                        .detail())
                .startsWith("Insufficient permission");
        await(git.requireWritable(remote(GitHost.WRITER)));
        await(git.edit(remote(GitHost.WRITER), ANA, "x", before -> Map.of()));
        assertThat(host.log(name)).hasSize(1);
    }

    @Test
    void aHostThatFailsIsNamed() {
        host.failsWith(500);
        assertThat(failure(git.read(remote(GitHost.READER))).problem()).isEqualTo(Problem.UPSTREAM_FAILED);
        host.failsWith(503);
        assertThat(failure(git.read(remote(GitHost.READER))).problem()).isEqualTo(Problem.UPSTREAM_UNAVAILABLE);
        host.failsWith(0);

        UpstreamFailure unreachable =
                failure(git.read(new GitRemote(URI.create("http://127.0.0.1:1/x.git"), Optional.empty())));
        assertThat(unreachable.problem()).isEqualTo(Problem.UPSTREAM_UNAVAILABLE);
        assertThat(unreachable.detail()).contains("127.0.0.1");
        assertThat(failure(git.read(new GitRemote(URI.create("http://no.such.host.invalid/x.git"), Optional.empty())))
                        .detail())
                .isEqualTo("There is no git host no.such.host.invalid. Check the address.");
    }

    @Test
    void aSlowHostIsNotWaitedForLonger() {
        host.commit(name, Map.of("a.sql", "1"));
        host.beforeWrite(repository -> Thread.currentThread().join());

        UpstreamFailure late = failure(adapter(Map.of("dalgo.git.timeout", "1S"))
                .edit(remote(GitHost.WRITER), ANA, "x", before -> Map.of("b.sql", "2")));

        assertThat(late.problem()).isEqualTo(Problem.UPSTREAM_TIMEOUT);
        assertThat(late.outcomeUnknown()).isTrue();
    }

    @Test
    void aRepositoryThatIsTooLargeIsRefused() {
        host.commit(name, Map.of("a.sql", "1".repeat(600), "b.sql", "2".repeat(600)));

        for (Map<String, String> limit : List.of(
                Map.of("dalgo.git.max-content", "1K"),
                Map.of("dalgo.git.max-files", "1"),
                Map.of("dalgo.git.max-download", "100"))) {
            UpstreamFailure refused = failure(adapter(limit).read(remote(GitHost.READER)));
            assertThat(refused.problem()).as(limit.toString()).isEqualTo(Problem.BAD_REQUEST);
            assertThat(refused.detail()).as(limit.toString()).containsAnyOf("too large", "larger");
        }
    }

    @Test
    void aTenantsAddressDoesNotLeadIntoOurOwnNetwork() {
        UpstreamFailure refused =
                failure(adapter(Map.of(), AddressPolicy.PUBLIC_ONLY).read(remote(GitHost.READER)));

        assertThat(refused.detail())
                .isEqualTo("127.0.0.1 has no public address. Use a git host that the internet can reach.");
    }

    @Test
    void aFolderOfThisMachineIsReadToo(@org.junit.jupiter.api.io.TempDir Path folder) {
        host.commit(name, Map.of("a.sql", "1"));

        GitSnapshot read = await(git.read(new GitRemote(host.folder(name).toUri(), Optional.empty())));

        assertThat(read.files()).containsOnlyKeys("a.sql");
        assertThat(failure(git.read(new GitRemote(folder.toUri(), Optional.empty())))
                        .problem())
                .isEqualTo(Problem.BAD_REQUEST);
    }

    private GitRemote remote(String token) {
        return new GitRemote(URI.create(host.url(name)), Optional.of(Secret.of(token)));
    }

    private String refused(String token, String url) {
        UpstreamFailure failure = failure(git.read(
                new GitRemote(URI.create(url), Optional.ofNullable(token).map(Secret::of))));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        for (Throwable cause = failure; cause != null && token != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(token);
        }
        return failure.detail();
    }

    private static UpstreamFailure failure(Uni<?> work) {
        return catchThrowableOfType(UpstreamFailure.class, () -> await(work));
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(30));
    }

    private static GitAdapter adapter(Map<String, String> settings) {
        return adapter(settings, new AddressPolicy(true, true, List.of()));
    }

    private static GitAdapter adapter(Map<String, String> settings, AddressPolicy addresses) {
        GitConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(GitConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(GitConfig.class);
        return new GitAdapter(config, addresses);
    }
}
