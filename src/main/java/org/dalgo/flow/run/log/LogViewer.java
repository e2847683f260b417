package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.dalgo.platform.stream.Chunk;
import org.dalgo.platform.stream.SseStream;
import org.dalgo.platform.stream.StreamSource;
import org.dalgo.platform.stream.Tail;

/** One viewer of a run's log: a cursor over its lines. */
class LogViewer implements StreamSource {

    private final RunFeeds feeds;
    private final RunFeed feed;
    private final SseStream stream;
    private final Tail.Filter filter;

    private long place;
    private long known;
    private long writtenWhenLive = -1;

    /**
     * @param place of the last line that the client has
     * @param level least level of lines that it wants
     */
    LogViewer(RunFeeds feeds, RunFeed feed, SseStream stream, long place, int level) {
        this.feeds = feeds;
        this.stream = stream;
        this.place = place;
        this.filter = new Tail.Filter(level, mark -> mark >= level);
        this.feed = feeds.join(feed, stream);
    }

    @Override
    public Uni<Chunk> next() {
        Facts.News news = feed.facts().since(known);
        known = news.version();
        // Asked before the lines: when this says that the run has ended, all its lines can be read.
        WatchedRun ended = feed.ended();
        Tail.Slice slice = feed.tail().after(place, filter);
        if (slice.missing()) {
            return feed.stored(place).map(lines -> replay(news, lines));
        }
        place = slice.upTo();
        writtenWhenLive = feed.tail().written();
        return Uni.createFrom().item(live(news, slice, ended));
    }

    private Chunk live(Facts.News news, Tail.Slice slice, WatchedRun ended) {
        Buffer bytes = joined(news.bytes(), slice.bytes());
        if (ended != null && place >= ended.lines()) {
            return Chunk.end(Buffer.buffer()
                    .appendBuffer(bytes)
                    .appendBytes(feed.frames().end(ended))
                    .appendBytes(feed.frames().position(place)));
        }
        if (bytes.length() == 0 && place < feed.tail().last()) {
            // Lines that this viewer does not want are behind it now; it has to be asked again.
            stream.wake();
        }
        return bytes.length() == 0 ? Chunk.nothing() : Chunk.of(bytes);
    }

    private Chunk replay(Facts.News news, List<Tail.Item> lines) {
        Buffer bytes = Buffer.buffer().appendBuffer(news.bytes());
        for (Tail.Item line : lines) {
            place = line.position();
            if (filter.wants().test(line.mark())) {
                bytes.appendBytes(line.frame());
            }
        }
        if (bytes.length() == 0) {
            stream.wake();
        }
        return Chunk.of(bytes);
    }

    /** Shared bytes stay shared when there is nothing to join them with. */
    private static Buffer joined(Buffer news, Buffer lines) {
        if (news.length() == 0) {
            return lines;
        }
        return lines.length() == 0 ? news : Buffer.buffer().appendBuffer(news).appendBuffer(lines);
    }

    @Override
    public Backlog backlog() {
        if (writtenWhenLive < 0) {
            return Backlog.NONE;
        }
        return new Backlog(feed.tail().last() - place, feed.tail().written() - writtenWhenLive);
    }

    @Override
    public void closed() {
        feeds.left(feed, stream);
    }
}
