package org.dalgo.flow.deployment;

import jakarta.persistence.Embeddable;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import org.dalgo.flow.task.OrgTask;

/** One step of a deployment: a task, and what the step is called in Prefect, in logs and in history. */
@Embeddable
public class DeploymentTask {

    @ManyToOne(fetch = FetchType.EAGER)
    @JoinColumn(name = "org_task")
    OrgTask orgTask;

    String label;

    protected DeploymentTask() {}

    DeploymentTask(OrgTask orgTask, String label) {
        this.orgTask = orgTask;
        this.label = label;
    }

    public OrgTask orgTask() {
        return orgTask;
    }

    /** Unique within the deployment. */
    public String label() {
        return label;
    }
}
