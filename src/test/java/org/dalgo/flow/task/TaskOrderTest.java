package org.dalgo.flow.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskOrderTest {

    private static final UUID CONNECTION = UUID.fromString("0d6c4f0a-6a3c-4f0e-9f5b-0a3a8f6b9a11");

    private static final List<OrgTaskView> PREPARATIONS =
            List.of(task(TaskKind.DBT_DEPS), task(TaskKind.GIT_PULL), task(TaskKind.DBT_CLEAN));

    @Test
    void dataComesInThenTheProjectIsMadeReadyThenItIsTransformed() {
        List<OrgTaskView> chosen =
                List.of(task(TaskKind.DBT_TEST), task(TaskKind.AIRBYTE_SYNC), task(TaskKind.DBT_RUN));

        assertThat(TaskOrder.sort(chosen, PREPARATIONS))
                .extracting(OrgTaskView::kind)
                .containsExactly(
                        TaskKind.AIRBYTE_SYNC,
                        TaskKind.GIT_PULL,
                        TaskKind.DBT_CLEAN,
                        TaskKind.DBT_DEPS,
                        TaskKind.DBT_TEST,
                        TaskKind.DBT_RUN);
    }

    @Test
    void preparationsThatWereChosenDoNotComeTwice() {
        List<OrgTaskView> chosen = List.of(task(TaskKind.GIT_PULL), task(TaskKind.DBT_DEPS), task(TaskKind.DBT_RUN));

        assertThat(TaskOrder.sort(chosen, PREPARATIONS))
                .extracting(OrgTaskView::kind)
                .containsExactly(TaskKind.GIT_PULL, TaskKind.DBT_CLEAN, TaskKind.DBT_DEPS, TaskKind.DBT_RUN);
    }

    @Test
    void stepsBearTheNamesThatTheWebAppTranslates() {
        assertThat(task(TaskKind.GIT_PULL).label()).isEqualTo("shellop-git-pull");
        assertThat(task(TaskKind.DBT_RUN).label()).isEqualTo("dbtjob-dbt-run");
        assertThat(task(TaskKind.AIRBYTE_SYNC).label()).isEqualTo("run-airbyte-connection-flow-v1-" + CONNECTION);
        assertThat(task(TaskKind.AIRBYTE_CLEAR).label()).isEqualTo("airbyte-clear-" + CONNECTION);
    }

    static OrgTaskView task(TaskKind kind) {
        boolean connection = kind == TaskKind.AIRBYTE_SYNC || kind == TaskKind.AIRBYTE_CLEAR;
        return new OrgTaskView(
                (long) kind.ordinal(),
                UUID.randomUUID(),
                kind,
                connection ? CONNECTION : null,
                connection ? "KoBo" : null,
                TaskParameters.NONE,
                false,
                connection ? null : kind.slug().replace('-', ' '));
    }
}
