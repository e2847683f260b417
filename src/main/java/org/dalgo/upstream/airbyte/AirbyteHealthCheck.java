package org.dalgo.upstream.airbyte;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Shows an operator whether Airbyte answers. Not part of readiness: most pages need only our own tables. */
@Wellness
@ApplicationScoped
class AirbyteHealthCheck implements AsyncHealthCheck {

    private final AirbyteAdapter airbyte;

    @Inject
    AirbyteHealthCheck(AirbyteAdapter airbyte) {
        this.airbyte = airbyte;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return airbyte.health()
                .map(available ->
                        HealthCheckResponse.named("Airbyte").status(available).build())
                .onFailure()
                .recoverWithItem(failure -> HealthCheckResponse.named("Airbyte")
                        .down()
                        .withData("reason", failure.getMessage())
                        .withData("setting", "dalgo.airbyte.url")
                        .build());
    }
}
