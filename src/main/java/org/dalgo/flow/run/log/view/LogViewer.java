package org.dalgo.flow.run.log.view;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.dalgo.flow.run.log.RunSnapshot;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseChunk;
import org.dalgo.platform.sse.SseSource;
import org.dalgo.platform.sse.SseStream;

/** One viewer of a run's log: a cursor over its lines. */
class LogViewer implements SseSource {

    private final RunFeedRegistry feeds;
    private final RunFeed feed;
    private final SseStream stream;
    private final RingBuffer.Filter filter;

    private long position;
    private long version;
    private long writtenWhenLive = -1;

    /**
     * @param position of the last line that the client has
     * @param level least level of its lines
     */
    LogViewer(RunFeedRegistry feeds, RunFeed feed, SseStream stream, long position, int level) {
        this.feeds = feeds;
        this.stream = stream;
        this.position = position;
        this.filter = new RingBuffer.Filter(level, mark -> mark >= level);
        this.feed = feeds.acquire(feed, stream);
    }

    @Override
    public Uni<SseChunk> next() {
        LatestRunEvents.RunDelta runDelta = feed.latestEvents().since(version);
        version = runDelta.version();
        // Read before the lines: when the run has ended here, all its lines can be read.
        RunSnapshot ended = feed.ended();
        RingBuffer.Slice slice = feed.tail().after(position, filter);
        if (slice.missing()) {
            return feed.stored(position).map(lines -> replay(runDelta, lines));
        }
        position = slice.upTo();
        writtenWhenLive = feed.tail().bytesWritten();
        return Uni.createFrom().item(live(runDelta, slice, ended));
    }

    private SseChunk live(LatestRunEvents.RunDelta runDelta, RingBuffer.Slice slice, RunSnapshot ended) {
        Buffer bytes = joined(runDelta.bytes(), slice.bytes());
        if (ended != null && position >= ended.lines()) {
            return SseChunk.end(Buffer.buffer()
                    .appendBuffer(bytes)
                    .appendBytes(feed.encoder().end(ended))
                    .appendBytes(feed.encoder().position(position)));
        }
        if (bytes.length() == 0 && position < feed.tail().lastPosition()) {
            // All new lines were filtered out; the stream must request the next chunk.
            stream.wake();
        }
        return bytes.length() == 0 ? SseChunk.none() : SseChunk.of(bytes);
    }

    private SseChunk replay(LatestRunEvents.RunDelta runDelta, List<RingBuffer.Item> lines) {
        Buffer bytes = Buffer.buffer().appendBuffer(runDelta.bytes());
        for (RingBuffer.Item line : lines) {
            position = line.position();
            if (filter.wants().test(line.mark())) {
                bytes.appendBytes(line.frame());
            }
        }
        if (bytes.length() == 0) {
            stream.wake();
        }
        return SseChunk.of(bytes);
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
        return new Backlog(feed.tail().lastPosition() - position, feed.tail().bytesWritten() - writtenWhenLive);
    }

    @Override
    public void onClosed() {
        feeds.release(feed, stream);
    }
}
