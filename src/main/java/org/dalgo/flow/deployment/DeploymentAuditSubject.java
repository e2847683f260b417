package org.dalgo.flow.deployment;

import org.dalgo.flow.task.OrgTaskView;

/**
 * What an entry of the audit log calls a deployment: the pipeline itself, or that which a deployment of one task runs.
 *
 * @param type {@code pipeline}, {@code connection} or {@code dbt_task}
 * @param id what the web app calls it by
 * @param name as people know it
 */
public record DeploymentAuditSubject(String type, String id, String name) {

    private static final String PIPELINE = "pipeline";
    private static final String CONNECTION = "connection";
    private static final String TASK = "dbt_task";

    /** The subject of a deployment that is stored. */
    public static DeploymentAuditSubject of(DeploymentView deployment) {
        if (deployment.pipeline()) {
            return new DeploymentAuditSubject(
                    PIPELINE, deployment.deploymentId().toString(), deployment.name());
        }
        OrgTaskView task = deployment.lastTask();
        return task.connectionId() == null
                ? new DeploymentAuditSubject(TASK, task.uuid().toString(), task.commandLine())
                : new DeploymentAuditSubject(CONNECTION, task.connectionId().toString(), task.connectionName());
    }

    /** Made and deleted with its connection, which has entries of its own. */
    boolean isOfConnection() {
        return type.equals(CONNECTION);
    }
}
