package org.dalgo.upstream.prefect;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Tells an operator whether Prefect answers and who serves our pool. Not part of readiness: pages come from our own
 * tables, and taking every replica out of service would help nobody.
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
        return prefect.onlineWorkers(config.workPool())
                .map(workers -> HealthCheckResponse.named("Prefect")
                        .up()
                        .withData("workers of pool " + config.workPool(), workers)
                        .build())
                .onFailure()
                .recoverWithItem(failure -> HealthCheckResponse.named("Prefect")
                        .down()
                        .withData("reason", failure.getMessage())
                        .withData("setting", "dalgo.prefect.url")
                        .build());
    }
}
