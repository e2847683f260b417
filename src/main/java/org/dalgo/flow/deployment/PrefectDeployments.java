package org.dalgo.flow.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.deployment.DeploymentDraft;
import org.dalgo.upstream.prefect.deployment.DeploymentPatch;
import org.dalgo.upstream.prefect.deployment.Schedule;

/** Our deployments as Prefect's objects. */
@ApplicationScoped
class PrefectDeployments {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final PrefectAdapter prefect;
    private final PrefectSetup setup;
    private final DeploymentConfig config;

    /** Found once; looked for again after a failure, as Prefect may have been set up anew. */
    private volatile UUID flow;

    @Inject
    PrefectDeployments(PrefectAdapter prefect, PrefectSetup setup, DeploymentConfig config) {
        this.prefect = prefect;
        this.setup = setup;
        this.config = config;
    }

    /**
     * Makes the deployment. One with a schedule is made paused, so that no run begins of which we know nothing; see
     * {@link #resume}.
     *
     * @return Prefect's id of it
     */
    Uni<UUID> create(String orgSlug, DeploymentView deployment, JsonNode parameters) {
        return afterSetup(() -> flow().chain(id -> prefect.createDeployment(new DeploymentDraft(
                        deployment.deploymentName(),
                        id,
                        config.entrypoint(),
                        parameters,
                        schema(),
                        List.of(orgSlug),
                        schedule(deployment.cron()),
                        deployment.cron() != null,
                        null,
                        deployment.queue(),
                        jobVariables(),
                        1))))
                .map(made -> made.id());
    }

    /** Lets the schedule make runs. */
    Uni<Void> resume(DeploymentView deployment) {
        return prefect.resumeDeployment(deployment.deploymentId());
    }

    /** Stops the schedule. */
    Uni<Void> pause(DeploymentView deployment) {
        return prefect.pauseDeployment(deployment.deploymentId());
    }

    /** Changes what runs do and when; whether the schedule is paused stays. */
    Uni<Void> change(UUID deploymentId, String cron, JsonNode parameters) {
        return prefect.patchDeployment(deploymentId, patch(cron, parameters)).replaceWithVoid();
    }

    /** Makes everything there as it is in our row. */
    Uni<Void> restore(String orgSlug, DeploymentView deployment, JsonNode parameters) {
        DeploymentPatch patch = patch(deployment.cron(), parameters)
                .entrypoint(config.entrypoint())
                .tags(List.of(orgSlug))
                .queue(null, deployment.queue())
                .paused(!deployment.scheduleActive());
        return prefect.patchDeployment(deployment.deploymentId(), patch).replaceWithVoid();
    }

    /** Deletes it; done already is done. */
    Uni<Void> delete(UUID deploymentId) {
        return prefect.deleteDeployment(deploymentId);
    }

    /** Whether Prefect has it. */
    Uni<Boolean> exists(UUID deploymentId) {
        return prefect.getDeployment(deploymentId).map(Optional::isPresent);
    }

    /**
     * Deletes a deployment of which only the name is known, whether or not it was ever made. Creating a name again
     * returns its deployment. It is the only way to find a deployment by its name alone.
     */
    Uni<Void> delete(String deploymentName) {
        return afterSetup(() -> flow().chain(id -> prefect.createDeployment(new DeploymentDraft(
                        deploymentName,
                        id,
                        config.entrypoint(),
                        JSON.objectNode(),
                        null,
                        List.of(),
                        null,
                        true,
                        null,
                        null,
                        null,
                        null))))
                .chain(found -> prefect.deleteDeployment(found.id()));
    }

    private DeploymentPatch patch(String cron, JsonNode parameters) {
        DeploymentPatch patch = new DeploymentPatch().parameters(parameters);
        return cron == null ? patch.noSchedule() : patch.schedule(schedule(cron));
    }

    /** A Prefect that was set up anew has neither our flow nor our work pool: they are made, and the work is done again. */
    private <T> Uni<T> afterSetup(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .invoke(failure -> flow = null)
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithUni(failure ->
                        setup.ensure().onFailure().transform(ignored -> failure).chain(work::get));
    }

    private Uni<UUID> flow() {
        return flow != null
                ? Uni.createFrom().item(flow)
                : prefect.ensureFlow(config.flow()).invoke(id -> flow = id);
    }

    private static Schedule schedule(String cron) {
        return cron == null ? null : Schedule.utc(cron);
    }

    private static ObjectNode schema() {
        ObjectNode schema = JSON.objectNode();
        schema.put("type", "object");
        schema.putObject("properties").putObject("config").put("type", "object");
        schema.putArray("required").add("config");
        return schema;
    }

    private ObjectNode jobVariables() {
        ObjectNode variables = JSON.objectNode();
        String seconds = Double.toString(config.logInterval().toMillis() / 1000.0);
        variables.putObject("env").put("PREFECT_LOGGING_TO_API_BATCH_INTERVAL", seconds);
        return variables;
    }
}
