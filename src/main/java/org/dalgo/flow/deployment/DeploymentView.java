package org.dalgo.flow.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskParameters;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A deployment: a pipeline that a person made, or the means to run a single task.
 *
 * @param id key of its row; null until it is stored
 * @param name as people call it
 * @param deploymentName as Prefect calls it
 * @param deploymentId Prefect's id of it; null until Prefect has answered
 * @param pipeline made by a person as a pipeline, rather than by us to run one task
 * @param queue work queue that its runs go to
 * @param cron five fields, in UTC; null when it runs on demand only
 * @param scheduleActive false when a person paused its schedule
 * @param continueOnSyncFailure whether a failed sync lets the others go on
 * @param steps in the order in which they are done; a step's place in it is its {@code seq}
 */
public record DeploymentView(
        Long id,
        OrgId org,
        String name,
        String deploymentName,
        UUID deploymentId,
        boolean pipeline,
        String queue,
        String cron,
        boolean scheduleActive,
        boolean continueOnSyncFailure,
        List<DeploymentStep> steps,
        Instant createdAt) {

    /** A pipeline, not stored yet and unknown to Prefect. */
    static DeploymentView newPipeline(OrgId org, String orgSlug, DeploymentPlan plan, String queue) {
        return draft(org, DeploymentName.pipeline(orgSlug), true, queue).withPlan(plan);
    }

    /** The means to run the last task of the chain after what it needs; not stored yet and unknown to Prefect. */
    static DeploymentView newManual(OrgId org, String orgSlug, List<OrgTaskView> chain, String queue) {
        String name = DeploymentName.manual(orgSlug, chain.get(chain.size() - 1).kind());
        return draft(org, name, false, queue).withPlan(new DeploymentPlan(name, chain, null, false));
    }

    /** The same with name, steps and schedule of the plan. A paused schedule stays paused. */
    DeploymentView withPlan(DeploymentPlan plan) {
        return new DeploymentView(
                id,
                org,
                plan.name(),
                deploymentName,
                deploymentId,
                pipeline,
                queue,
                plan.cron(),
                scheduleActive,
                plan.continueOnSyncFailure(),
                DeploymentStep.of(plan.chain()),
                createdAt);
    }

    /** The same, known to Prefect under that id. */
    DeploymentView withPrefectId(UUID prefectId) {
        return new DeploymentView(
                id,
                org,
                name,
                deploymentName,
                prefectId,
                pipeline,
                queue,
                cron,
                scheduleActive,
                continueOnSyncFailure,
                steps,
                createdAt);
    }

    /** The same, its last task done with those parameters; fails with INVALID when it does not take them. */
    public DeploymentView with(TaskParameters taskParameters) {
        List<DeploymentStep> others = new ArrayList<>(steps);
        DeploymentStep last = others.remove(others.size() - 1);
        others.add(new DeploymentStep(last.task().with(taskParameters), last.label()));
        return new DeploymentView(
                id,
                org,
                name,
                deploymentName,
                deploymentId,
                pipeline,
                queue,
                cron,
                scheduleActive,
                continueOnSyncFailure,
                List.copyOf(others),
                createdAt);
    }

    /** Runs by schedule: it has one that is not paused. */
    public boolean scheduled() {
        return cron != null && scheduleActive;
    }

    /** The tasks of the steps, in order. */
    public List<OrgTaskView> chain() {
        return steps.stream().map(DeploymentStep::task).toList();
    }

    /** The task that a deployment of a single task is for. */
    OrgTaskView lastTask() {
        return steps.get(steps.size() - 1).task();
    }

    private static DeploymentView draft(OrgId org, String deploymentName, boolean pipeline, String queue) {
        return new DeploymentView(
                null, org, deploymentName, deploymentName, null, pipeline, queue, null, true, false, List.of(), null);
    }
}
