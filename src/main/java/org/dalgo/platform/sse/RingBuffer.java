package org.dalgo.platform.sse;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * The newest events of a sequence without gaps, in memory, shared by all viewers. Bytes cut out for one viewer are
 * given to every other one that stands at the same place with the same filter. Safe for any thread.
 */
public final class RingBuffer {

    private static final int SLICE_BYTES = 64 * 1024;

    /**
     * One event.
     *
     * @param position its place; each one is one more than the one before
     * @param mark what filters look at
     * @param frame its bytes
     */
    public record Item(long position, int mark, byte[] frame) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Item item && item.position == position;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(position);
        }

        @Override
        public String toString() {
            return "Item[" + position + "]";
        }
    }

    /**
     * Which events a viewer gets.
     *
     * @param key filters of the same key select the same
     * @param wants called with the mark of an event
     */
    public record Filter(int key, IntPredicate wants) {}

    /**
     * Bytes for a viewer.
     *
     * @param bytes events that its filter lets through, possibly none
     * @param upTo its position after them
     * @param missing whether the tail does not reach back to the viewer's position
     */
    public record Slice(Buffer bytes, long upTo, boolean missing) {}

    private record SliceKey(long position, int filter) {}

    private final int maxItems;
    private final long maxBytes;
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final Map<SliceKey, Slice> slices = new HashMap<>();
    private long lastPosition;
    private long size;
    private long bytesWritten;

    /**
     * @param last position before the first event that will be added
     * @param maxItems events kept
     * @param maxBytes bytes kept; the newest event stays, whatever its size
     */
    public RingBuffer(long last, int maxItems, long maxBytes) {
        this.lastPosition = last;
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    /** Adds what follows; what is already here is skipped. Answers false, and adds nothing, when there would be a gap. */
    public synchronized boolean add(List<Item> more) {
        boolean added = false;
        for (Item item : more) {
            if (item.position() > lastPosition + 1) {
                return false;
            }
            if (item.position() == lastPosition + 1) {
                items.addLast(item);
                lastPosition = item.position();
                size += item.frame().length;
                bytesWritten += item.frame().length;
                added = true;
            }
        }
        if (added) {
            slices.clear();
            trim();
        }
        return true;
    }

    /** Position of the newest event. */
    public synchronized long lastPosition() {
        return lastPosition;
    }

    /** Bytes of all events that ever went through; the difference of two values is how far a viewer is behind. */
    public synchronized long bytesWritten() {
        return bytesWritten;
    }

    /** What follows a position. */
    public synchronized Slice after(long position, Filter filter) {
        if (position >= lastPosition) {
            return new Slice(Buffer.buffer(0), position, false);
        }
        long first = items.isEmpty()
                ? lastPosition + 1
                : Objects.requireNonNull(items.peekFirst()).position();
        if (position + 1 < first) {
            return new Slice(Buffer.buffer(0), position, true);
        }
        return slices.computeIfAbsent(new SliceKey(position, filter.key()), sliceKey -> cut(position, first, filter));
    }

    private Slice cut(long position, long first, Filter filter) {
        Buffer bytes = Buffer.buffer();
        long upTo = position;
        var remaining = items.stream().skip(position + 1 - first).iterator();
        while (remaining.hasNext() && bytes.length() < SLICE_BYTES) {
            Item item = remaining.next();
            if (filter.wants().test(item.mark())) {
                bytes.appendBytes(item.frame());
            }
            upTo = item.position();
        }
        return new Slice(bytes, upTo, false);
    }

    private void trim() {
        while (items.size() > 1 && (items.size() > maxItems || size > maxBytes)) {
            size -= Objects.requireNonNull(items.pollFirst()).frame().length;
        }
    }
}
