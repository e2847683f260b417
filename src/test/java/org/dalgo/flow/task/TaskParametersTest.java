package org.dalgo.flow.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskParametersTest {

    @Test
    void flagsAndOptionsFollowTheCommand() {
        TaskParameters parameters = new TaskParameters(
                List.of("full-refresh"), Map.of("select", "tag:daily staging.+ @orders,path:models/a"));

        assertThat(parameters.validatedFor(TaskKind.DBT_RUN).toArguments())
                .isEqualTo(" --full-refresh --select tag:daily staging.+ @orders,path:models/a");
    }

    @Test
    void blankOptionsCountForNothing() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("select", "  ");
        options.put("exclude", null);

        assertThat(new TaskParameters(null, options).toArguments()).isEmpty();
    }

    @Test
    void aFlagThatTheTaskDoesNotTakeIsNamed() {
        TaskParameters parameters = new TaskParameters(List.of("full-refresh"), Map.of());

        assertThatThrownBy(() -> parameters.validatedFor(TaskKind.DBT_TEST))
                .isInstanceOf(Failure.class)
                .hasMessage("flags: dbt-test does not take the flag \"full-refresh\"")
                .extracting(failure -> ((Failure) failure).problem())
                .isEqualTo(Problem.INVALID);
    }

    @Test
    void anOptionThatTheTaskDoesNotTakeIsNamed() {
        TaskParameters parameters = new TaskParameters(List.of(), Map.of("profiles-dir", "x"));

        assertThatThrownBy(() -> parameters.validatedFor(TaskKind.DBT_RUN))
                .hasMessage("options: dbt-run does not take the option \"profiles-dir\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a; rm -rf /",
                "$(id)",
                "a`id`",
                "a | b",
                "a && b",
                "'a'",
                "\"a",
                "a\\",
                "a --profiles-dir /etc",
                "-x",
                "a\nb",
                "a > b"
            })
    void aValueCannotBecomeAnotherWordOrCommand(String value) {
        TaskParameters parameters = new TaskParameters(List.of(), Map.of("select", value));

        assertThatThrownBy(() -> parameters.validatedFor(TaskKind.DBT_RUN))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("select has an unusable part");
    }
}
