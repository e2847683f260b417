package org.dalgo.flow.deployment;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.platform.check.CheckResult;
import org.dalgo.platform.check.SystemCheck;
import org.dalgo.upstream.call.ServerClock;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.server.PrefectInfo;

/** Asks Prefect for what deployments need: a version, streamed logs, queues, and a worker that serves them. */
@ApplicationScoped
class PrefectCheck implements SystemCheck {

    private final PrefectAdapter prefect;
    private final PrefectConfig config;
    private final DeploymentConfig deployments;
    private final ServerClock clock;

    @Inject
    PrefectCheck(PrefectAdapter prefect, PrefectConfig config, DeploymentConfig deployments, ServerClock clock) {
        this.prefect = prefect;
        this.config = config;
        this.deployments = deployments;
        this.clock = clock;
    }

    @Override
    public String system() {
        return "Prefect";
    }

    @Override
    public String remedy() {
        return "check DALGO_PREFECT_URL (with /api) and DALGO_PREFECT_AUTH_STRING, and that the server runs";
    }

    @Override
    public Uni<List<CheckResult>> check() {
        return prefect.info()
                .map(this::server)
                .chain(server -> workers().map(workers -> joined(server, List.of(workers))))
                .chain(results -> queues().map(queues -> joined(results, queues)))
                .chain(results -> clock.check(config.url()).map(time -> joined(results, time)));
    }

    private List<CheckResult> server(PrefectInfo info) {
        List<CheckResult> results = new ArrayList<>();
        String version = "Prefect " + info.version();
        results.add(
                info.usable(config.pageSize())
                        ? CheckResult.ok(version + ", log streaming " + (info.logStreaming() ? "on" : "off"))
                        : CheckResult.failed(version + " cannot be used", "see the next lines"));
        info.warnings(config.pageSize()).stream()
                .map(warning -> CheckResult.warning(warning, "change it on the Prefect server"))
                .forEach(results::add);
        return results;
    }

    private Uni<CheckResult> workers() {
        String pool = config.workPool();
        return prefect.onlineWorkers(pool)
                .map(online -> online > 0
                        ? CheckResult.ok(online + " workers online in the pool " + pool)
                        : CheckResult.failed(
                                "no worker is online in the pool " + pool,
                                "start one: prefect worker start --pool " + pool));
    }

    private Uni<List<CheckResult>> queues() {
        return Multi.createFrom()
                .items(Stream.of(
                                deployments.queues().pipeline(),
                                deployments.queues().sync(),
                                deployments.queues().transform())
                        .distinct())
                .onItem()
                .transformToUniAndConcatenate(this::queue)
                .collect()
                .asList();
    }

    private Uni<CheckResult> queue(String name) {
        return prefect.queueHealth(config.workPool(), name).map(found -> found.map(queue -> queue.ready()
                        ? CheckResult.ok("the queue " + name + " is served")
                        : CheckResult.failed(
                                "the queue " + name + " is " + queue.status(),
                                "resume it, or start a worker that polls it"))
                .orElseGet(() -> CheckResult.warning(
                        "the queue " + name + " does not exist yet", "the first start of the server makes it")));
    }

    private static List<CheckResult> joined(List<CheckResult> first, List<CheckResult> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
