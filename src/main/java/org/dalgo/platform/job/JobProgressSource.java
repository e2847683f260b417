package org.dalgo.platform.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.dalgo.platform.sse.SseChunk;
import org.dalgo.platform.sse.SseEncoder;
import org.dalgo.platform.sse.SseSource;

/** One viewer of one job: the messages after its position, and the end. */
class JobProgressSource implements SseSource {

    private final Supplier<Uni<List<ProgressMessage>>> messages;
    private final ObjectMapper json;
    private final Runnable onClosed;

    private int position;
    private volatile boolean changed;

    /**
     * @param messages reads all messages of the job
     * @param position index of the last message that the client has, or -1
     */
    JobProgressSource(
            Supplier<Uni<List<ProgressMessage>>> messages, ObjectMapper json, int position, Runnable onClosed) {
        this.messages = messages;
        this.json = json;
        this.position = position;
        this.onClosed = onClosed;
    }

    /** Something may be new; a read that is under way is repeated if it finds nothing. */
    void onChange() {
        changed = true;
    }

    @Override
    public Uni<SseChunk> next() {
        changed = false;
        return messages.get()
                .map(this::chunk)
                .chain(chunk ->
                        isEmpty(chunk) && changed ? next() : Uni.createFrom().item(chunk));
    }

    @Override
    public Backlog backlog() {
        return Backlog.NONE;
    }

    @Override
    public void onClosed() {
        onClosed.run();
    }

    private SseChunk chunk(List<ProgressMessage> all) {
        if (all.size() <= position) {
            // The key was used again: the messages of the new job start at the first index.
            position = -1;
        }
        Buffer bytes = Buffer.buffer();
        while (position + 1 < all.size()) {
            position++;
            bytes.appendBytes(SseEncoder.event(
                    Integer.toString(position), "progress", text(JobProgressItem.of(all.get(position)))));
        }
        if (!all.isEmpty() && all.get(all.size() - 1).isFinal()) {
            return SseChunk.end(bytes.appendBytes(SseEncoder.event(null, "end", "{}")));
        }
        return bytes.length() == 0 ? SseChunk.none() : SseChunk.of(bytes);
    }

    private static boolean isEmpty(SseChunk chunk) {
        return !chunk.last() && chunk.bytes().length() == 0;
    }

    private String text(JobProgressItem item) {
        try {
            return json.writeValueAsString(item);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a progress message cannot be written as JSON", e);
        }
    }
}
