package org.dalgo.platform.job.context;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Names the background works that fail again and again. */
@Wellness
@ApplicationScoped
class BackgroundHealthCheck implements HealthCheck {

    private final BackgroundRounds rounds;

    @Inject
    BackgroundHealthCheck(BackgroundRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> failing = rounds.failing();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("Background work").status(failing.isEmpty());
        failing.forEach(response::withData);
        return response.build();
    }
}
