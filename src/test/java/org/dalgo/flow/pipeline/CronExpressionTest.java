package org.dalgo.flow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"30 1 * * *", "30 1 * * 1,3", "0 2 * * 0", "*/15 9-17 * * mon-fri", "0 0 1 1 *", "5 4 29 2 *"})
    void whatTheWebAppAndPeopleWriteIsTaken(String cron) {
        assertThat(CronExpression.normalise(cron)).isEqualTo(cron);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/1,",
                "1-1,",
                "0-59/1,",
                "L",
                "?",
                "#",
                "mon-",
                "-",
                "1#1,",
                "sun-sat#",
                "jan-dec,",
                " ",
                "\t\u00a0",
                "1/1/1/",
            })
    void aHostileTextEndsInTime(String part) {
        for (String cron : new String[] {
            part.repeat(40),
            part.repeat(2_000_000 / part.length()),
            "0 0 1 1 " + part.repeat(20),
            part.repeat(5) + " " + part.repeat(5) + " " + part.repeat(5) + " " + part.repeat(5) + " " + part.repeat(5)
        }) {
            // Milliseconds; a pattern that backtracks would take years.
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> catchThrowable(() -> CronExpression.normalise(cron)));
        }
    }

    /** 1 December 2026 is a Tuesday. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "30 1 * * *|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|2026-12-01T01:30:00Z",
                "30 1 * * *|2026-12-01T01:30:00Z|2026-12-01T01:30:00Z|2026-12-01T01:30:00Z",
                "30 1 * * *|2026-12-01T01:30:01Z|2026-12-02T01:29:59Z|none",
                "*/15 9-17 * * mon-fri|2026-12-04T12:00:00Z|2026-12-05T12:00:00Z|2026-12-04T17:45:00Z",
                "59 23 31 12 *|2026-12-31T12:00:00Z|2027-01-01T12:00:00Z|2026-12-31T23:59:00Z",
                "0 2 2 * *|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|none",
                "0 2 * 1 *|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|none",
                "0 2 1 * 3|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|2026-12-01T02:00:00Z",
                "0 2 15 * 2|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|2026-12-01T02:00:00Z",
                "0 2 15 * 3|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|none",
                "0 2 * * 2#1|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|2026-12-01T02:00:00Z",
                "0 2 * * 2#2|2026-11-30T12:00:00Z|2026-12-01T12:00:00Z|none",
                "0 2 l * *|2026-11-30T01:00:00Z|2026-12-01T01:00:00Z|2026-11-30T02:00:00Z",
            })
    void theLatestDueTimeIsFound(String cron, Instant from, Instant to, Instant due) {
        assertThat(CronExpression.latestDue(cron, from, to)).isEqualTo(Optional.ofNullable(due));
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
                "R 1 * * *|cannot be read",
                "H 1 * * *|cannot be read",
                "H/5 1 * * *|cannot be read",
                "r 1 * * *|cannot be read",
                "r/5 1 * * *|cannot be read",
                "61 1 * * *|the minute 61 does not exist (0 to 59)",
                "0 25 * * *|the hour 25 does not exist (0 to 23)",
                "0 0 * * 1#6|five times",
                "*/0 * * * *|step of 0",
                "0 0 1;2 * *|only numbers"
            })
    void whatPrefectWouldRefuseOrMisreadIsRefusedWithTheReason(String cron, String reason) {
        assertThatThrownBy(() -> CronExpression.normalise(cron))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("cron: not a usable schedule: ")
                .hasMessageContaining(reason)
                .extracting(failure -> ((Failure) failure).problem())
                .isEqualTo(Problem.BAD_REQUEST);
    }

    /** The table holds what Prefect itself answers; {@code test_cron_table.py} compares it with Prefect. */
    @ParameterizedTest
    @CsvFileSource(resources = "/cron/prefect.csv", delimiter = '|')
    void anExpressionIsWhatPrefectSaysItIs(String cron, String outcome) {
        assertThat(outcome(cron)).isEqualTo(outcome);
    }

    private static String outcome(String cron) {
        try {
            CronExpression.normalise(cron);
            return "ok";
        } catch (Failure failure) {
            return failure.problem() == Problem.INVALID ? "never" : "invalid";
        }
    }
}
