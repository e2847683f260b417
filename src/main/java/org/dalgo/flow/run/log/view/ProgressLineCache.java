package org.dalgo.flow.run.log.view;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.job.ProgressMessage;

/**
 * Lines that earlier polls of a run's progress have read. Bounded in text; the run that was polled least recently is
 * evicted. A Caffeine cache would evict the newest one.
 */
class ProgressLineCache {

    static final int MAX_LINES = 10_000;
    static final long MAX_CHARACTERS = 2_000_000;
    private static final long MAX_CHARACTERS_OF_ALL = 16_000_000;
    private static final String FURTHER = "Further lines are in the log of the run";

    /** A line with its place. */
    record Line(int seq, ProgressMessage message) {}

    /**
     * The lines of one run so far.
     *
     * @param lastSeq place of the last line
     * @param characters length of their texts
     * @param isFull whether the last message stands for all further lines
     */
    record Lines(int lastSeq, List<ProgressMessage> messages, long characters, boolean isFull) {

        static final Lines NONE = new Lines(0, List.of(), 0, false);

        /** These lines and the next ones, as far as they fit. */
        Lines plus(List<Line> next) {
            if (next.isEmpty()) {
                return this;
            }
            List<ProgressMessage> all = new ArrayList<>(messages);
            int last = lastSeq;
            long length = characters;
            for (Line line : next) {
                length += line.message().message().length();
                if (all.size() >= MAX_LINES || length > MAX_CHARACTERS) {
                    all.add(ProgressMessage.running(FURTHER).at(line.message().timestamp()));
                    return new Lines(last, List.copyOf(all), length, true);
                }
                all.add(line.message());
                last = line.seq();
            }
            return new Lines(last, List.copyOf(all), length, false);
        }
    }

    private final Map<Long, Lines> byRun = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    synchronized Lines get(long run) {
        return byRun.getOrDefault(run, Lines.NONE);
    }

    synchronized void put(long run, Lines lines) {
        Lines before = byRun.get(run);
        if (before != null && before.lastSeq() > lines.lastSeq()) {
            return;
        }
        characters += weight(lines) - (before == null ? 0 : weight(before));
        byRun.put(run, lines);
        Iterator<Lines> leastRecent = byRun.values().iterator();
        while (characters > MAX_CHARACTERS_OF_ALL && leastRecent.hasNext()) {
            characters -= weight(leastRecent.next());
            leastRecent.remove();
        }
    }

    /** Number of runs that are kept. */
    synchronized int size() {
        return byRun.size();
    }

    /** A run and a line cost some memory beside their text. */
    private static long weight(Lines lines) {
        return 200 + lines.characters() + 100L * lines.messages().size();
    }
}
