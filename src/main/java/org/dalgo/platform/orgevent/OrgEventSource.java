package org.dalgo.platform.orgevent;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseChunk;
import org.dalgo.platform.sse.SseEncoder;
import org.dalgo.platform.sse.SseSource;
import org.dalgo.platform.sse.SseStream;

/** One viewer of an organisation: its position and its topics. */
class OrgEventSource implements SseSource {

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final OrgEventFeedRegistry feeds;
    private final OrgEventFeed feed;
    private final SseStream stream;
    private final RingBuffer.Filter filter;

    /** Null until the viewer has received its position. */
    private Long position;

    private final long newest;
    private final Long resumeAfter;
    private long writtenWhenLive = -1;

    /**
     * @param resumeAfter last event the client has seen, or null
     */
    OrgEventSource(
            OrgEventFeedRegistry feeds,
            OrgEventFeedRegistry.OpenFeed openFeed,
            SseStream stream,
            Set<OrgEventTopic> topics,
            Long resumeAfter) {
        this.feeds = feeds;
        this.stream = stream;
        this.feed = feeds.acquire(openFeed.feed(), stream);
        this.newest = openFeed.newest();
        this.resumeAfter = resumeAfter;
        int wanted = topics.stream().mapToInt(OrgEventTopic::bit).sum();
        this.filter = new RingBuffer.Filter(wanted, mark -> (mark & wanted) != 0);
    }

    /** The topics that are requested and permitted; an absent list means all, unknown names are ignored. */
    static Set<OrgEventTopic> topics(String requested, Predicate<OrgEventTopic> visible) {
        Set<OrgEventTopic> topics = EnumSet.allOf(OrgEventTopic.class);
        if (requested != null && !requested.isBlank()) {
            List<String> names = List.of(COMMA.split(requested.strip()));
            topics.removeIf(topic -> !names.contains(topic.eventName()));
        }
        topics.removeIf(visible.negate());
        return topics;
    }

    @Override
    public Uni<SseChunk> next() {
        return position == null ? Uni.createFrom().item(firstChunk()) : follow();
    }

    private SseChunk firstChunk() {
        if (resumeAfter != null && resumeAfter <= newest) {
            position = resumeAfter;
            // Not empty, so that the stream requests more.
            return SseChunk.of(Buffer.buffer(SseEncoder.position(Long.toString(resumeAfter))));
        }
        position = newest;
        if (resumeAfter != null) {
            return SseChunk.of(reset());
        }
        return SseChunk.of(Buffer.buffer(SseEncoder.position(Long.toString(newest))));
    }

    private Uni<SseChunk> follow() {
        RingBuffer.Slice slice = feed.buffer().after(position, filter);
        if (slice.missing()) {
            return feed.stored(position).map(this::replay);
        }
        position = slice.upTo();
        writtenWhenLive = feed.buffer().bytesWritten();
        return Uni.createFrom().item(slice).chain(found -> continued(found.bytes()));
    }

    /** When all events of a slice are filtered out, the next slice is read. */
    private Uni<SseChunk> continued(Buffer bytes) {
        if (bytes.length() == 0 && position < feed.buffer().lastPosition()) {
            return follow();
        }
        return Uni.createFrom().item(bytes.length() == 0 ? SseChunk.none() : SseChunk.of(bytes));
    }

    private SseChunk replay(List<RingBuffer.Item> items) {
        if (items.isEmpty() || items.get(0).position() != position + 1) {
            position = feed.buffer().lastPosition();
            return SseChunk.of(reset());
        }
        Buffer bytes = Buffer.buffer();
        for (RingBuffer.Item item : items) {
            position = item.position();
            if (filter.wants().test(item.mark())) {
                bytes.appendBytes(item.frame());
            }
        }
        return SseChunk.of(bytes.length() == 0 ? Buffer.buffer(SseEncoder.position(position.toString())) : bytes);
    }

    private Buffer reset() {
        return Buffer.buffer(SseEncoder.event(position.toString(), "reset", "{}"));
    }

    @Override
    public Backlog backlog() {
        if (writtenWhenLive < 0) {
            return Backlog.NONE;
        }
        return new Backlog(
                feed.buffer().lastPosition() - position, feed.buffer().bytesWritten() - writtenWhenLive);
    }

    @Override
    public void onClosed() {
        feeds.release(feed, stream);
    }
}
