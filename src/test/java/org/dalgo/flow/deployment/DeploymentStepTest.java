package org.dalgo.flow.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskKind;
import org.dalgo.flow.task.TaskParameters;
import org.junit.jupiter.api.Test;

class DeploymentStepTest {

    @Test
    void aLabelThatCameBeforeGetsItsPlaceAsASuffix() {
        List<DeploymentStep> steps = DeploymentStep.of(
                List.of(task(1, TaskKind.DBT_RUN), task(2, TaskKind.DBT_TEST), task(3, TaskKind.DBT_RUN)));

        assertThat(steps)
                .extracting(DeploymentStep::label)
                .containsExactly("dbtjob-dbt-run", "dbtjob-dbt-test", "dbtjob-dbt-run-2");
    }

    @Test
    void namesSayWhoseItIsAndWhatForAndNeverRepeat() {
        assertThat(DeploymentName.pipeline("acme")).matches("pipeline-acme-[a-zA-Z0-9]{8}");
        assertThat(DeploymentName.manual("acme", TaskKind.DBT_RUN)).matches("manual-acme-dbt-run-[a-zA-Z0-9]{8}");
        assertThat(DeploymentName.pipeline("acme")).isNotEqualTo(DeploymentName.pipeline("acme"));
    }

    private static OrgTaskView task(long id, TaskKind kind) {
        return new OrgTaskView(id, UUID.randomUUID(), kind, null, null, TaskParameters.NONE, false, "dbt");
    }
}
