package org.dalgo.flow.run.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepOutcomeParserTest {

    private final StepOutcomeParser parser = new StepOutcomeParser(new ObjectMapper());

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{\"version\": 2}", "{\"version\": {}}", "\"text\""})
    void whatIsNoOutcomeOfAKnownVersionIsNone(String text) {
        assertThat(parser.parse(text)).isEmpty();
    }

    @Test
    void fieldsOfAnotherTypeAreLeftOut() {
        StepOutcome outcome = parser.parse(
                        """
                        {"version": 1, "label": 3, "number": -7, "counts": [1], "fault": "x", "results":
                         [{"unique_id": "model.a.b", "rows": 1.5, "seconds": "x", "line": 99999999999, "status": null},
                          {"unique_id": "model.a.b"}, {"status": "error"}, 4]}
                        """)
                .orElseThrow();

        assertThat(outcome.label()).isEmpty();
        assertThat(outcome.number()).isZero();
        assertThat(outcome.fault()).isNull();
        assertThat(outcome.results())
                .containsExactly(new NodeResult("model.a.b", "", "", "", null, null, null, "", null, null));
    }

    @Test
    void longTextsAreCutAndCharactersThatPostgresqlDoesNotStoreAreReplaced() {
        String text = "\\u0000\\ud800" + "x".repeat(5_000);
        StepOutcome outcome = parser.parse("{\"version\": 1, \"results\": [{\"unique_id\": \"" + text
                        + "\", \"message\": \"" + text + "\"}], \"fault\": {\"message\": \"" + text + "\"}}")
                .orElseThrow();

        assertThat(outcome.results().get(0).uniqueId()).hasSize(500).startsWith("\uFFFD\uFFFDx");
        assertThat(outcome.results().get(0).message()).hasSize(2_000);
        assertThat(outcome.fault().message()).hasSize(2_000);
    }
}
