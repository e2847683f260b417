package org.dalgo.data.warehouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

    @Test
    void anEmptyTextIsQuotedAndAnAbsentValueIsNot() {
        assertThat(line("", null, "x")).isEqualTo("\"\",,x\r\n");
        assertThat(line((String) null)).isEqualTo("\r\n");
    }

    @Test
    void onlyWhatNeedsQuotesHasThem() {
        assertThat(line("a,b", "q\"q", "l\nm", "r\rn")).isEqualTo("\"a,b\",\"q\"\"q\",\"l\nm\",\"r\rn\"\r\n");
        assertThat(line(" a ", "#x", "=1", "-1", "tab\there", "é")).isEqualTo(" a ,#x,=1,-1,tab\there,é\r\n");
    }

    @Test
    void rowsFollowEachOther() {
        assertThat(Csv.lines(List.of("a", "b"), List::of)).isEqualTo("a\r\nb\r\n");
        assertThat(Csv.lines(List.<String>of(), List::of)).isEmpty();
    }

    private static String line(String... cells) {
        return Csv.lines(List.of(1), row -> Arrays.asList(cells));
    }
}
