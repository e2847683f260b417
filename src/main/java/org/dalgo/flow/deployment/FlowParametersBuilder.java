package org.dalgo.flow.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.flow.task.AirbyteSettingsProvider;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.DbtSettingsProvider;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;

/** Writes what a deployment does as the one argument of the flow: {@code config}. */
@ApplicationScoped
class FlowParametersBuilder {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private record FlowSettings(Optional<DbtSettings> dbt, Optional<String> serverSecret) {}

    private final DbtSettingsProvider dbtSettings;
    private final AirbyteSettingsProvider airbyteSettings;
    private final DeploymentConfig config;

    @Inject
    FlowParametersBuilder(
            DbtSettingsProvider dbtSettings, AirbyteSettingsProvider airbyteSettings, DeploymentConfig config) {
        this.dbtSettings = dbtSettings;
        this.airbyteSettings = airbyteSettings;
        this.config = config;
    }

    /**
     * The parameters of the deployment's runs. To be called within a unit of work of the organisation.
     *
     * @return the parameters; fails with BAD_REQUEST when a task needs what is not set up yet
     */
    Uni<JsonNode> build(String orgSlug, DeploymentView deployment) {
        return settings(deployment.org()).map(flowSettings -> parameters(orgSlug, deployment, flowSettings));
    }

    /** The same with a dbt project that is taken from somewhere else. */
    Uni<JsonNode> build(String orgSlug, DeploymentView deployment, DbtSettings project) {
        return airbyteSettings
                .serverSecret(deployment.org())
                .map(server -> parameters(orgSlug, deployment, new FlowSettings(Optional.of(project), server)));
    }

    private Uni<FlowSettings> settings(OrgId org) {
        return dbtSettings
                .find(org)
                .chain(dbt -> airbyteSettings.serverSecret(org).map(server -> new FlowSettings(dbt, server)));
    }

    private JsonNode parameters(String orgSlug, DeploymentView deployment, FlowSettings flowSettings) {
        ObjectNode parameters = JSON.objectNode();
        ObjectNode pipeline = parameters.putObject("config");
        pipeline.put("org_slug", orgSlug);
        pipeline.put("continue_on_sync_failure", deployment.continueOnSyncFailure());
        ArrayNode steps = pipeline.putArray("tasks");
        for (int seq = 0; seq < deployment.steps().size(); seq++) {
            steps.add(step(deployment.steps().get(seq), seq, flowSettings));
        }
        return parameters;
    }

    private ObjectNode step(DeploymentStep from, int seq, FlowSettings flowSettings) {
        OrgTaskView task = from.task();
        ObjectNode step = JSON.objectNode();
        step.put("slug", task.kind().slug());
        step.put("seq", seq);
        step.put("label", from.label());
        step.put("orgtask_uuid", task.uuid().toString());
        step.putNull("flow_name");
        step.putNull("flow_run_name");
        if (task.kind().isDbt()) {
            return dbt(step, task, project(flowSettings));
        }
        if (task.kind().isGit()) {
            return git(step, task, project(flowSettings));
        }
        return airbyte(step, task, flowSettings);
    }

    private static ObjectNode dbt(ObjectNode step, OrgTaskView task, DbtSettings project) {
        if (project.profileSecret() == null) {
            throw Failure.badRequest("need to set up a warehouse first");
        }
        step.put("type", "dbt Core Operation");
        step.putArray("commands").add(task.commandLine());
        // A worker that never had the project, as each pod of a Kubernetes pool, gets it from the same place as git
        // does.
        source(step.putObject("env").put("dbt-profile-secret-block", project.profileSecret()), project);
        step.put("working_dir", project.folder());
        step.put("project_dir", project.folder());
        step.put("profiles_dir", project.folder() + "/profiles/");
        step.putArray("cli_args");
        step.putNull("cli_profile_block");
        return step;
    }

    private static ObjectNode git(ObjectNode step, OrgTaskView task, DbtSettings project) {
        step.put("type", "Shell Operation");
        step.putArray("commands").add(task.commandLine());
        step.put("working_dir", project.folder());
        source(step.putObject("env"), project);
        return step;
    }

    private static void source(ObjectNode env, DbtSettings project) {
        String secret = project.repositorySecret();
        env.put("secret-git-pull-url-block", secret == null ? "" : secret);
        if (project.repositoryUrl() != null) {
            env.put("gitrepo_url", project.repositoryUrl());
        }
        if (project.filesSecret() != null) {
            env.put("secret-project-files-block", project.filesSecret());
        }
    }

    private ObjectNode airbyte(ObjectNode step, OrgTaskView task, FlowSettings flowSettings) {
        step.put("type", "Airbyte Connection");
        step.put(
                "airbyte_server_block",
                flowSettings.serverSecret().orElseThrow(() -> Failure.badRequest("create an airbyte workspace first")));
        step.put("connection_id", task.connectionId().toString());
        step.put("timeout", config.airbyteTimeout().toSeconds());
        return step;
    }

    private static DbtSettings project(FlowSettings flowSettings) {
        return flowSettings.dbt().orElseThrow(() -> Failure.badRequest("create a dbt workspace first"));
    }
}
