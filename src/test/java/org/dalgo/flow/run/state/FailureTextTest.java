package org.dalgo.flow.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dalgo.flow.run.result.FailureCause;
import org.dalgo.flow.run.result.FailureReport;
import org.dalgo.flow.run.result.Fault;
import org.junit.jupiter.api.Test;

class FailureTextTest {

    @Test
    void anErrorWithoutANodeKeepsTheLineThatSaysWhatHappened() {
        assertThat(
                        text(
                                "Database Error\nconnection to server at \"db\", port 5432 failed: Connection refused\nLINE 1: x"))
                .isEqualTo("Database Error: connection to server at \"db\", port 5432 failed: Connection refused.");
    }

    @Test
    void linesAndValuesThatQuoteRowsAreLeftOut() {
        assertThat(text("DETAIL: Key (name)=(Rani)\ninvalid input syntax for type date: \"Rani\""))
                .isEqualTo("invalid input syntax for type date.");
        assertThat(text("DETAIL: Key (name)=(Rani)")).doesNotContain("Rani");
    }

    @Test
    void aLongMessageIsCutBetweenCharacters() {
        assertThat(text("x".repeat(299) + "😀😀")).isEqualTo("x".repeat(299) + "…");
    }

    @Test
    void ofManyNewFailuresTheFirstAreNamedAndTheOthersCounted() {
        Fault fault = new Fault("Got 1 result", "test.a.b", "b", "test", null, null);
        FailureReport report = new FailureReport(
                "test", fault, 6, Optional.of(FailureCause.TEST_FAILURE), List.of("a", "b", "c", "d", "e", "f", "g"));

        assertThat(FailureText.of(report))
                .startsWith("test b: Got 1 result. 6 more failed. New since the last run: a, b, c, d, e and 2 more."
                        + " The data did not pass a test.");
    }

    private static String text(String message) {
        return FailureText.of(new FailureReport(
                "run", new Fault(message, null, null, null, null, null), 0, Optional.empty(), List.of()));
    }
}
