package org.dalgo.platform.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingBufferTest {

    private static final RingBuffer.Filter ALL = new RingBuffer.Filter(0, mark -> true);
    private static final RingBuffer.Filter EVEN = new RingBuffer.Filter(1, mark -> mark % 2 == 0);

    private final RingBuffer ringBuffer = new RingBuffer(10, 5, 1_000);

    @Test
    void viewersAtTheSamePlaceShareTheSameBytes() {
        ringBuffer.add(items(11, 13));
        assertThat(text(ringBuffer.after(10, ALL))).isEqualTo("[11][12][13]");
        assertThat(ringBuffer.after(10, ALL).bytes())
                .isSameAs(ringBuffer.after(10, ALL).bytes());
        assertThat(text(ringBuffer.after(12, ALL))).isEqualTo("[13]");
        assertThat(text(ringBuffer.after(10, EVEN))).isEqualTo("[12]");
        assertThat(ringBuffer.after(10, EVEN).upTo()).isEqualTo(13);
    }

    @Test
    void aGapIsRefusedAndARepetitionIsSkipped() {
        ringBuffer.add(items(11, 12));
        assertThat(ringBuffer.add(items(14, 15))).isFalse();
        assertThat(ringBuffer.add(items(12, 13))).isTrue();
        assertThat(text(ringBuffer.after(10, ALL))).isEqualTo("[11][12][13]");
    }

    @Test
    void aPositionBeforeTheBufferIsReportedAsMissing() {
        ringBuffer.add(items(11, 20));
        assertThat(ringBuffer.after(14, ALL).missing()).isTrue();
        assertThat(text(ringBuffer.after(15, ALL))).isEqualTo("[16][17][18][19][20]");
        assertThat(ringBuffer.after(99, ALL).upTo()).isEqualTo(99);
    }

    @Test
    void theBytesAreBoundedButTheNewestEventStays() {
        RingBuffer small = new RingBuffer(0, 100, 10);
        small.add(List.of(new RingBuffer.Item(1, 0, new byte[8]), new RingBuffer.Item(2, 0, new byte[50])));
        assertThat(small.after(0, ALL).missing()).isTrue();
        assertThat(small.after(1, ALL).bytes().length()).isEqualTo(50);
    }

    private static List<RingBuffer.Item> items(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> new RingBuffer.Item(i, i, ("[" + i + "]").getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    private static String text(RingBuffer.Slice slice) {
        return slice.bytes().toString();
    }
}
