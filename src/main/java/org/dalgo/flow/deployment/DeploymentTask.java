package org.dalgo.flow.deployment;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** One step of a deployment as its row. */
@Embeddable
class DeploymentTask {

    @Column(name = "org_task_id")
    long orgTask;

    String label;

    protected DeploymentTask() {}

    DeploymentTask(DeploymentStep step) {
        this.orgTask = step.task().id();
        this.label = step.label();
    }
}
