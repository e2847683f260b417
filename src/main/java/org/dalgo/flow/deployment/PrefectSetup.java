package org.dalgo.flow.deployment;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.server.PrefectInfo;
import org.jboss.logging.Logger;

/**
 * Makes the work pool and the queues that our deployments need, and logs what Prefect is. Done at start, tried again
 * until Prefect answers, and once more when a deployment finds that Prefect was set up anew.
 */
@ApplicationScoped
class PrefectSetup {

    private static final Logger LOG = Logger.getLogger(PrefectSetup.class);

    private final PrefectAdapter prefect;
    private final PrefectConfig prefectConfig;
    private final DeploymentConfig config;
    private final WorkPoolTemplate template;
    private final BackgroundRounds rounds;

    private volatile boolean ready;
    private boolean failureLogged;

    @Inject
    PrefectSetup(
            PrefectAdapter prefect,
            PrefectConfig prefectConfig,
            DeploymentConfig config,
            WorkPoolTemplate template,
            BackgroundRounds rounds) {
        this.prefect = prefect;
        this.prefectConfig = prefectConfig;
        this.config = config;
        this.template = template;
        this.rounds = rounds;
    }

    @Scheduled(
            every = "${dalgo.deployment.setup-every:15s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "set up Prefect")
    Uni<Void> tick() {
        if (ready) {
            return Uni.createFrom().voidItem();
        }
        return rounds.count(
                        "setup of Prefect",
                        () -> ensure().chain(prefect::info).invoke(this::log).replaceWithVoid())
                .invoke(() -> ready = true)
                .onFailure()
                .invoke(this::logFailureOnce)
                .onFailure()
                .recoverWithNull();
    }

    /** Makes the pool and its queues unless they are there. */
    Uni<Void> ensure() {
        String pool = prefectConfig.workPool();
        List<String> queues = Stream.of(
                        config.queues().pipeline(),
                        config.queues().sync(),
                        config.queues().transform())
                .distinct()
                .toList();
        return template.draft()
                .chain(draft -> prefect.ensureWorkPool(draft))
                .chain(() -> Unis.sequentially(queues, queue -> prefect.ensureQueue(pool, queue, null)));
    }

    private void log(PrefectInfo info) {
        LOG.infof(
                "Prefect %s at %s: log streaming %s, pages of %d rows, work pool %s",
                info.version(),
                prefectConfig.url().getHost(),
                info.logStreaming() ? "on" : "off",
                info.defaultLimit(),
                prefectConfig.workPool());
        info.warnings(prefectConfig.pageSize()).forEach(LOG::warn);
    }

    private void logFailureOnce(Throwable failure) {
        if (!failureLogged) {
            failureLogged = true;
            LOG.warnf("Prefect is not set up yet, the next try follows: %s", failure.getMessage());
        }
    }
}
