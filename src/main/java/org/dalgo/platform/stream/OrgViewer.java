package org.dalgo.platform.stream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** One viewer of an organisation: where it stands and which topics it hears. */
class OrgViewer implements StreamSource {

    private final OrgFeeds feeds;
    private final OrgFeed feed;
    private final SseStream stream;
    private final Tail.Filter filter;

    /** Null until the viewer has been told where it stands. */
    private Long position;

    private final long newest;
    private final Long resumeAfter;
    private long writtenWhenLive = -1;

    /**
     * @param resumeAfter last event the client has seen, or null
     */
    OrgViewer(OrgFeeds feeds, OrgFeeds.Watched watched, SseStream stream, Set<Topic> topics, Long resumeAfter) {
        this.feeds = feeds;
        this.stream = stream;
        this.feed = feeds.join(watched.feed(), stream);
        this.newest = watched.newest();
        this.resumeAfter = resumeAfter;
        int wanted = topics.stream().mapToInt(Topic::bit).sum();
        this.filter = new Tail.Filter(wanted, mark -> (mark & wanted) != 0);
    }

    /** The topics that are asked for and may be heard; an absent or unknown word changes nothing. */
    static Set<Topic> topics(String asked, Predicate<Topic> visible) {
        Set<Topic> topics = EnumSet.allOf(Topic.class);
        if (asked != null && !asked.isBlank()) {
            List<String> words = List.of(asked.trim().split("\\s*,\\s*"));
            topics.removeIf(topic -> !words.contains(topic.event()));
        }
        topics.removeIf(visible.negate());
        return topics;
    }

    @Override
    public Uni<Chunk> next() {
        return position == null ? Uni.createFrom().item(greet()) : follow();
    }

    private Chunk greet() {
        if (resumeAfter != null && resumeAfter <= newest) {
            position = resumeAfter;
            // Not empty, so that the stream asks on.
            return Chunk.of(Buffer.buffer(Frames.position(Long.toString(resumeAfter))));
        }
        position = newest;
        if (resumeAfter != null) {
            return Chunk.of(reset());
        }
        return Chunk.of(Buffer.buffer(Frames.position(Long.toString(newest))));
    }

    private Uni<Chunk> follow() {
        Tail.Slice slice = feed.tail().after(position, filter);
        if (slice.missing()) {
            return feed.stored(position).map(this::replay);
        }
        position = slice.upTo();
        writtenWhenLive = feed.tail().written();
        return Uni.createFrom().item(slice).chain(found -> continued(found.bytes()));
    }

    /** A slice of which the viewer wants nothing is no reason to stop asking. */
    private Uni<Chunk> continued(Buffer bytes) {
        if (bytes.length() == 0 && position < feed.tail().last()) {
            return follow();
        }
        return Uni.createFrom().item(bytes.length() == 0 ? Chunk.nothing() : Chunk.of(bytes));
    }

    private Chunk replay(List<Tail.Item> items) {
        if (items.isEmpty() || items.get(0).position() != position + 1) {
            position = feed.tail().last();
            return Chunk.of(reset());
        }
        Buffer bytes = Buffer.buffer();
        for (Tail.Item item : items) {
            position = item.position();
            if (filter.wants().test(item.mark())) {
                bytes.appendBytes(item.frame());
            }
        }
        return Chunk.of(bytes.length() == 0 ? Buffer.buffer(Frames.position(position.toString())) : bytes);
    }

    private Buffer reset() {
        return Buffer.buffer(Frames.event(position.toString(), "reset", "{}"));
    }

    @Override
    public Backlog backlog() {
        if (writtenWhenLive < 0) {
            return Backlog.NONE;
        }
        return new Backlog(feed.tail().last() - position, feed.tail().written() - writtenWhenLive);
    }

    @Override
    public void closed() {
        feeds.left(feed, stream);
    }
}
