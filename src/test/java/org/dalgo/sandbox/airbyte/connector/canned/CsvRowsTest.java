package org.dalgo.sandbox.airbyte.connector.canned;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {

    @Test
    void anEmptyCellIsNullAndAQuotedOneIsText() {
        assertThat(CsvRows.read("\uFEFFa,b,c\r\n1,,\"\"\n2,3,", ','))
                .containsExactly(List.of("a", "b", "c"), Arrays.asList("1", null, ""), Arrays.asList("2", "3", null));
    }

    @Test
    void emptyLinesAreOmittedAndAnEmptyTextIsNot() {
        assertThat(CsvRows.read("\n\na\r\n\r\n\"\"\r\nb", ','))
                .containsExactly(List.of("a"), List.of(""), List.of("b"));
        assertThat(CsvRows.read("", ',')).isEmpty();
    }

    @Test
    void quotedCellsHoldSeparatorsQuotesAndLines() {
        assertThat(CsvRows.read("\"a;\"\"b\"\"\n\";c\n", ';')).containsExactly(List.of("a;\"b\"\n", "c"));
    }

    @Test
    void rowsMayDifferInLength() {
        assertThat(CsvRows.read("a\n1,2,3\n4,5\n", ','))
                .containsExactly(List.of("a"), List.of("1", "2", "3"), List.of("4", "5"));
    }
}
