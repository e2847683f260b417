package org.dalgo.flow.deployment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dalgo.flow.task.OrgTaskView;

/**
 * One step of a deployment.
 *
 * @param task what is done
 * @param label what the step is called in Prefect, in logs and in history; unique within the deployment
 */
public record DeploymentStep(OrgTaskView task, String label) {

    /** The steps of a chain; a label that came before gets its place as a suffix. */
    static List<DeploymentStep> of(List<OrgTaskView> chain) {
        List<DeploymentStep> steps = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (OrgTaskView task : chain) {
            String label = taken.add(task.label()) ? task.label() : task.label() + "-" + steps.size();
            steps.add(new DeploymentStep(task, label));
        }
        return List.copyOf(steps);
    }
}
