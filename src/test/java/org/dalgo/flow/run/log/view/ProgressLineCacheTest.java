package org.dalgo.flow.run.log.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.dalgo.flow.run.log.view.ProgressLineCache.Line;
import org.dalgo.flow.run.log.view.ProgressLineCache.Lines;
import org.dalgo.platform.job.ProgressMessage;
import org.junit.jupiter.api.Test;

class ProgressLineCacheTest {

    private static final Instant AT = Instant.parse("2026-08-20T12:00:00Z");

    @Test
    void aLogThatIsTooLongEndsWithAPointerToTheRunsLog() {
        Lines lines = Lines.NONE.plus(lines(1, ProgressLineCache.MAX_LINES + 5, "x"));
        assertThat(lines.isFull()).isTrue();
        assertThat(lines.messages()).hasSize(ProgressLineCache.MAX_LINES + 1);
        assertThat(lines.messages().get(ProgressLineCache.MAX_LINES).message())
                .isEqualTo("Further lines are in the log of the run");
        assertThat(Lines.NONE.plus(lines(1, 5, "x".repeat(700_000))).messages()).hasSize(3);
    }

    @Test
    void theRunThatWasPolledLeastRecentlyLeavesFirst() {
        ProgressLineCache cache = new ProgressLineCache();
        for (long run = 1; run <= 20; run++) {
            cache.get(1);
            cache.put(run, Lines.NONE.plus(lines(1, 1, "x".repeat(1_900_000))));
        }
        assertThat(cache.size()).isEqualTo(8);
        assertThat(cache.get(1).messages()).hasSize(1);
        assertThat(cache.get(2).messages()).isEmpty();
        assertThat(cache.get(20).messages()).hasSize(1);
    }

    @Test
    void anOlderReadingReplacesNoNewerOne() {
        ProgressLineCache cache = new ProgressLineCache();
        Lines early = Lines.NONE.plus(lines(1, 1, "x"));
        cache.put(1, early.plus(lines(2, 1, "y")));
        cache.put(1, early);
        assertThat(cache.get(1).lastSeq()).isEqualTo(2);
    }

    private static List<Line> lines(int from, int count, String text) {
        return IntStream.range(from, from + count)
                .mapToObj(seq -> new Line(seq, ProgressMessage.running(text).at(AT)))
                .toList();
    }
}
