package org.dalgo.flow.deployment;

import java.util.List;
import org.dalgo.flow.task.OrgTaskView;

/**
 * What a deployment is to be.
 *
 * @param name as people call it
 * @param chain tasks in the order in which they are done
 * @param cron five fields in UTC, checked; null for runs on demand only
 * @param continueOnSyncFailure whether a failed sync lets the others go on
 */
public record DeploymentPlan(String name, List<OrgTaskView> chain, String cron, boolean continueOnSyncFailure) {

    public DeploymentPlan {
        chain = List.copyOf(chain);
    }
}
