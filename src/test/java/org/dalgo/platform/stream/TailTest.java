package org.dalgo.platform.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final Tail.Filter ALL = new Tail.Filter(0, mark -> true);
    private static final Tail.Filter EVEN = new Tail.Filter(1, mark -> mark % 2 == 0);

    private final Tail tail = new Tail(10, 5, 1_000);

    @Test
    void viewersAtTheSamePlaceShareTheSameBytes() {
        tail.add(items(11, 13));
        assertThat(text(tail.after(10, ALL))).isEqualTo("[11][12][13]");
        assertThat(tail.after(10, ALL).bytes()).isSameAs(tail.after(10, ALL).bytes());
        assertThat(text(tail.after(12, ALL))).isEqualTo("[13]");
        assertThat(text(tail.after(10, EVEN))).isEqualTo("[12]");
        assertThat(tail.after(10, EVEN).upTo()).isEqualTo(13);
    }

    @Test
    void aGapIsRefusedAndARepetitionIsSkipped() {
        tail.add(items(11, 12));
        assertThat(tail.add(items(14, 15))).isFalse();
        assertThat(tail.add(items(12, 13))).isTrue();
        assertThat(text(tail.after(10, ALL))).isEqualTo("[11][12][13]");
    }

    @Test
    void whoStandsBeforeItIsToldSo() {
        tail.add(items(11, 20));
        assertThat(tail.after(14, ALL).missing()).isTrue();
        assertThat(text(tail.after(15, ALL))).isEqualTo("[16][17][18][19][20]");
        assertThat(tail.after(99, ALL).upTo()).isEqualTo(99);
    }

    @Test
    void theBytesAreBoundedButTheNewestEventStays() {
        Tail small = new Tail(0, 100, 10);
        small.add(List.of(new Tail.Item(1, 0, new byte[8]), new Tail.Item(2, 0, new byte[50])));
        assertThat(small.after(0, ALL).missing()).isTrue();
        assertThat(small.after(1, ALL).bytes().length()).isEqualTo(50);
    }

    private static List<Tail.Item> items(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> new Tail.Item(i, i, ("[" + i + "]").getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    private static String text(Tail.Slice slice) {
        return slice.bytes().toString();
    }
}
