package org.dalgo.upstream.prefect;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.server.PrefectInfo;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Shows an operator whether Prefect answers, what it can do and how many workers serve the pool. Not part of readiness:
 * pages come from our own tables.
 */
@Wellness
@ApplicationScoped
class PrefectHealthCheck implements AsyncHealthCheck {

    private final PrefectAdapter prefect;
    private final PrefectConfig config;

    @Inject
    PrefectHealthCheck(PrefectAdapter prefect, PrefectConfig config) {
        this.prefect = prefect;
        this.config = config;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return prefect.info()
                .chain(info -> prefect.onlineWorkers(config.workPool()).map(workers -> response(info, workers)))
                .onFailure()
                .recoverWithItem(failure -> HealthCheckResponse.named("Prefect")
                        .down()
                        .withData("reason", failure.getMessage())
                        .withData("setting", "dalgo.prefect.url")
                        .build());
    }

    private HealthCheckResponse response(PrefectInfo info, int workers) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("Prefect")
                .status(info.usable(config.pageSize()))
                .withData("version", info.version())
                .withData("log streaming", info.logStreaming() ? "on" : "off")
                .withData("workers of pool " + config.workPool(), workers);
        List<String> warnings = info.warnings(config.pageSize());
        return warnings.isEmpty()
                ? response.build()
                : response.withData("warnings", String.join(" ", warnings)).build();
    }
}
