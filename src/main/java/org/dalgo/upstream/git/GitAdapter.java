package org.dalgo.upstream.git;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.net.AddressPolicy;

/**
 * Reads and writes repositories of git hosts. Every call is one session on a thread of its own, with a time limit.
 * Failures are {@link UpstreamFailure}s: of kind INVALID, with a sentence, for a token or an address that is wrong;
 * else they name the host. Not to be called within a unit of work.
 */
@ApplicationScoped
public class GitAdapter {

    private final GitConfig config;
    private final AddressPolicy addresses;
    private final ThreadPoolExecutor pool;

    @Inject
    GitAdapter(GitConfig config, AddressPolicy addresses) {
        this.config = config;
        this.addresses = addresses;
        this.pool = new ThreadPoolExecutor(
                config.threads(), config.threads(), 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(config.queue()));
        this.pool.allowCoreThreadTimeOut(true);
    }

    @PreDestroy
    void close() {
        pool.shutdownNow();
    }

    /** Id of the newest commit of the branch that the repository is cloned at; empty when there is none. */
    public Uni<Optional<String>> head(GitRemote remote) {
        return inSession(remote, GitSession::head);
    }

    /** The repository as it is now. */
    public Uni<GitSnapshot> read(GitRemote remote) {
        return inSession(remote, GitSession::read);
    }

    /** Fails with INVALID unless the token may write to the repository. */
    public Uni<Void> requireWritable(GitRemote remote) {
        return inSession(remote, gitSession -> {
            gitSession.requireWritable();
            return null;
        });
    }

    /**
     * Puts one commit on top of the branch. When another commit reaches the branch first, the change is applied once more
     * on top of that.
     *
     * @return the commit; fails with CONFLICT when yet another commit reaches the branch first
     */
    public Uni<GitCommit> edit(GitRemote remote, GitAuthor author, String message, GitEdit edit) {
        return onPool(remote, () -> {
            for (int attempt = 1; ; attempt++) {
                try (GitSession gitSession = new GitSession(remote, config, addresses)) {
                    return gitSession.edit(author, message, edit);
                } catch (GitSession.RemoteBranchMoved remoteBranchMoved) {
                    if (attempt == 2) {
                        throw Failure.conflict(
                                "Other people are changing the repository right now. Try again in a moment.");
                    }
                }
            }
        });
    }

    private <T> Uni<T> inSession(GitRemote remote, Function<GitSession, T> words) {
        return onPool(remote, () -> {
            try (GitSession gitSession = new GitSession(remote, config, addresses)) {
                return words.apply(gitSession);
            }
        });
    }

    private <T> Uni<T> onPool(GitRemote remote, Supplier<T> work) {
        // A session ends itself in time. This timeout is for a session that waits for its turn, or that cannot be
        // interrupted.
        Duration atMost = config.timeout().multipliedBy(2).plusSeconds(5);
        return Uni.createFrom().deferred(() -> Uni.createFrom()
                .item(work)
                .runSubscriptionOn(pool)
                .ifNoItem()
                .after(atMost)
                .failWith(() -> new UpstreamFailure(
                        remote.host(),
                        Kind.TIMEOUT,
                        remote.host() + " did not answer in time. Try again in a few minutes.",
                        null))
                .onFailure(RejectedExecutionException.class)
                .transform(full -> Failure.tooMany(
                        "Many git repositories are being read. Try again in a moment.", Duration.ofSeconds(5)))
                .emitOn(CallerContextExecutor.current()));
    }
}
