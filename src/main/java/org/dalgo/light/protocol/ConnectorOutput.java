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
     * @param failure what the connector did that ended the reading, as the rest of a sentence; empty otherwise
     */
    record Portion(List<Message> messages, boolean end, Optional<String> failure) {}

    /** The failure of an output that ended within a record: the end of its process says more, unless that went well. */
    static final String CUT_OFF = "ended within a record";

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
        Optional<String> failure = Optional.of("wrote what this program cannot read");
        try {
            try {
                failure = read();
            } finally {
                // Whatever happened: the reader of the messages waits for the end.
                portions.put(new Portion(List.of(), true, failure));
            }
        } catch (InterruptedException e) {
            // The attempt is over and its portions have no taker any more.
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> read() throws InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[PORTION];
        try {
            for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
                List<Message> messages = new ArrayList<>();
                int begin = 0;
                boolean readable = true;
                for (int i = 0; i < count && readable; i++) {
                    if (buffer[i] == '\n') {
                        append(line, buffer, begin, i);
                        readable = parse(line, messages);
                        line.reset();
                        begin = i + 1;
                    }
                }
                append(line, buffer, begin, count);
                if (!messages.isEmpty()) {
                    portions.put(new Portion(messages, false, Optional.empty()));
                }
                if (!readable) {
                    return Optional.of("wrote a record that cannot be read");
                }
                if (line.size() > longestLine && !cut) {
                    return Optional.of("wrote a line of more than " + longestLine / (1024 * 1024) + " MiB");
                }
            }
        } catch (IOException e) {
            // The pipe of a killed process: its status says how it ended.
        }
        List<Message> last = new ArrayList<>();
        boolean whole = parse(line, last);
        if (!last.isEmpty()) {
            portions.put(new Portion(last, false, Optional.empty()));
        }
        return whole ? Optional.empty() : Optional.of(CUT_OFF);
    }

    /** Whether the line could be read. */
    private boolean parse(ByteArrayOutputStream line, List<Message> messages) {
        try {
            parser.apply(line.toByteArray()).ifPresent(messages::add);
            return true;
        } catch (MessageParser.UnreadableRecord e) {
            return false;
        }
    }

    private void append(ByteArrayOutputStream line, byte[] buffer, int begin, int end) {
        int wanted = cut ? Math.min(end - begin, longestLine - line.size()) : end - begin;
        line.write(buffer, begin, Math.max(0, wanted));
    }
}
