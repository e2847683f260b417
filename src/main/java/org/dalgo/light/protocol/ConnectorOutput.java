package org.dalgo.light.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;

/**
 * Reads one pipe of a connector and hands messages over in portions. It waits while two portions are untaken, and so does
 * the connector when the pipe is full: memory stays bounded by a portion and the longest line.
 */
final class ConnectorOutput implements Runnable {

    private static final int PORTION = 64 * 1024;

    /**
     * What was read at once.
     *
     * @param messages in order
     * @param end whether nothing follows
     * @param tooLong whether a line was too long, which ends the reading
     */
    record Portion(List<Message> messages, boolean end, boolean tooLong) {}

    private final InputStream pipe;
    private final Function<byte[], Optional<Message>> parser;
    private final int longestLine;
    private final boolean cut;
    private final BlockingQueue<Portion> portions;

    private ConnectorOutput(
            InputStream pipe,
            Function<byte[], Optional<Message>> parser,
            int longestLine,
            boolean cut,
            BlockingQueue<Portion> portions) {
        this.pipe = pipe;
        this.parser = parser;
        this.longestLine = longestLine;
        this.cut = cut;
        this.portions = portions;
    }

    /** Messages; a line that is too long ends the attempt. */
    static ConnectorOutput messages(
            InputStream pipe, MessageParser parser, int longestLine, BlockingQueue<Portion> portions) {
        return new ConnectorOutput(pipe, parser::parse, longestLine, false, portions);
    }

    /** Lines of the log; one that is too long is cut. */
    static ConnectorOutput lines(InputStream pipe, MessageParser parser, BlockingQueue<Portion> portions) {
        return new ConnectorOutput(
                pipe,
                line -> parser.log(LogLevel.INFO, new String(line, StandardCharsets.UTF_8)),
                PORTION,
                true,
                portions);
    }

    @Override
    public void run() {
        try {
            boolean tooLong = read();
            portions.put(new Portion(List.of(), true, tooLong));
        } catch (InterruptedException e) {
            // The attempt is over and its portions have no taker any more.
            Thread.currentThread().interrupt();
        }
    }

    private boolean read() throws InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[PORTION];
        try {
            for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
                List<Message> messages = new ArrayList<>();
                int begin = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        append(line, buffer, begin, i);
                        parser.apply(line.toByteArray()).ifPresent(messages::add);
                        line.reset();
                        begin = i + 1;
                    }
                }
                append(line, buffer, begin, count);
                if (!messages.isEmpty()) {
                    portions.put(new Portion(messages, false, false));
                }
                if (line.size() > longestLine && !cut) {
                    return true;
                }
            }
        } catch (IOException e) {
            // The pipe of a killed process: its status says how it ended.
        }
        Optional<Message> last = parser.apply(line.toByteArray());
        if (last.isPresent()) {
            portions.put(new Portion(List.of(last.get()), false, false));
        }
        return false;
    }

    private void append(ByteArrayOutputStream line, byte[] buffer, int begin, int end) {
        int wanted = cut ? Math.min(end - begin, longestLine - line.size()) : end - begin;
        line.write(buffer, begin, Math.max(0, wanted));
    }
}
