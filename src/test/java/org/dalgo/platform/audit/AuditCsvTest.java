package org.dalgo.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditCsvTest {

    private static final String START = "\"7\",\"2026-08-20T12:00:00Z\",\"";
    private static final String END = "\",\"create\",\"org\",\"\",\"{}\",\"\",\"\"\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void aFormulaIsText(String formula) {
        assertThat(AuditCsv.lines(List.of(by(formula)))).isEqualTo(START + "'" + formula + END);
    }

    @Test
    void quotesAreDoubled() {
        assertThat(AuditCsv.lines(List.of(by("say \"yes\", now")))).isEqualTo(START + "say \"\"yes\"\", now" + END);
    }

    @Test
    void eachEntryIsALine() {
        assertThat(AuditCsv.lines(List.of(by("ana"), by("ravi"))))
                .isEqualTo(START + "ana" + END + START + "ravi" + END);
        assertThat(AuditCsv.lines(List.of())).isEmpty();
    }

    private static AuditEntry by(String actor) {
        return new AuditEntry(
                7,
                Instant.parse("2026-08-20T12:00:00Z"),
                actor,
                "create",
                "org",
                null,
                JsonNodeFactory.instance.objectNode(),
                null,
                null);
    }
}
