package org.dalgo.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditCsvTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void aFormulaIsText(String formula) {
        assertThat(AuditCsv.cell(formula)).isEqualTo("\"'" + formula + "\"");
    }

    @Test
    void quotesAreDoubled() {
        assertThat(AuditCsv.cell("say \"yes\", now")).isEqualTo("\"say \"\"yes\"\", now\"");
    }
}
