package org.dalgo.flow.run;

import org.dalgo.flow.run.state.ProgressKey;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.TaskParameters;

/**
 * In what one run of a deployment differs from the others.
 *
 * @param parameters of its last task
 * @param project where the worker takes the dbt project from
 * @param progress key of its progress
 */
public record RunOverrides(TaskParameters parameters, DbtSettings project, ProgressKey progress) {}
