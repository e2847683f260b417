package org.dalgo.flow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"30 1 * * *", "30 1 * * 1,3", "0 2 * * 0", "*/15 9-17 * * mon-fri", "0 0 1 1 *", "5 4 29 2 *"})
    void whatTheWebAppAndPeopleWriteIsTaken(String cron) {
        assertThat(CronExpression.normalise(cron)).isEqualTo(cron);
    }

    @Test
    void spacesAreTidied() {
        assertThat(CronExpression.normalise("  30  1 * *   * ")).isEqualTo("30 1 * * *");
    }

    @Test
    void anEmptyOneStandsForRunsOnDemand() {
        assertThat(CronExpression.normalise("")).isNull();
        assertThat(CronExpression.normalise(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 30 1 * * *|five fields",
                "@daily|five fields",
                "30 1 * *|five fields",
                "R 1 * * *|",
                "H 1 * * *|",
                "H/5 1 * * *|",
                "61 1 * * *|61",
                "0 25 * * *|25",
                "0 0 30 2 *|never comes",
                "0 0 L * *|",
                "0 0 ? * *|only numbers",
                "0 0 * * 1#2|only numbers"
            })
    void whatPrefectWouldRefuseOrMisreadIsRefusedWithTheReason(String cron, String reason) {
        assertThatThrownBy(() -> CronExpression.normalise(cron))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("cron: not a usable schedule: ")
                .hasMessageContaining(reason == null ? "" : reason)
                .extracting(failure -> ((Failure) failure).problem())
                .isEqualTo(Problem.BAD_REQUEST);
    }
}
