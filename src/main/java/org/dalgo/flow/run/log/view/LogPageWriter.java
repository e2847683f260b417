package org.dalgo.flow.run.log.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dalgo.flow.run.log.StoredLine;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Writes a {@link LogPageResponse} page by page as the client takes it. A response of one page has a length. A longer
 * one is sent in chunks, and breaks off when a later page cannot be read.
 */
@ApplicationScoped
class LogPageWriter {

    private static final Logger LOG = Logger.getLogger(LogPageWriter.class);

    private final ObjectMapper json;

    @Inject
    LogPageWriter(ObjectMapper json) {
        this.json = json;
    }

    /** Completes when the answer is written or the client has left. */
    Uni<RestResponse<Void>> write(HttpServerResponse response, int offset, LogPages pages) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON + ";charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Buffer bytes = Buffer.buffer("{\"logs\":{\"offset\":" + offset + ",\"logs\":[");
        append(bytes, pages.first(), true);
        Uni<Void> written = pages.isOver()
                ? end(response, bytes)
                : send(response.setChunked(true), bytes).chain(() -> writeRest(response, pages));
        return written.onFailure()
                .invoke(failure -> breakOff(response, failure))
                .onFailure()
                .recoverWithNull()
                .replaceWith(RestResponse.ok());
    }

    private Uni<Void> writeRest(HttpServerResponse response, LogPages pages) {
        return Multi.createBy()
                .repeating()
                .uni(() -> writeNext(response, pages))
                .whilst(over -> !over)
                .onItem()
                .ignoreAsUni();
    }

    /** Answers whether the log is over. */
    private Uni<Boolean> writeNext(HttpServerResponse response, LogPages pages) {
        return pages.next().chain(lines -> {
            Buffer bytes = append(Buffer.buffer(), lines, false);
            Uni<Void> written = pages.isOver() ? end(response, bytes) : send(response, bytes);
            return written.map(ignored -> pages.isOver());
        });
    }

    /** The future of a write completes when the socket has taken the bytes: a slow client slows the reading. */
    private static Uni<Void> send(HttpServerResponse response, Buffer bytes) {
        return uni(response.write(bytes));
    }

    private static Uni<Void> end(HttpServerResponse response, Buffer bytes) {
        return uni(response.end(bytes.appendString("]}}")));
    }

    private static Uni<Void> uni(Future<Void> future) {
        return Uni.createFrom().completionStage(future::toCompletionStage);
    }

    private static void breakOff(HttpServerResponse response, Throwable failure) {
        LOG.infof("A log is not sent to its end: %s", failure.toString());
        if (!response.closed()) {
            response.reset();
        }
    }

    private Buffer append(Buffer bytes, List<StoredLine> lines, boolean firstOfAll) {
        boolean first = firstOfAll;
        for (StoredLine line : lines) {
            if (!first) {
                bytes.appendByte((byte) ',');
            }
            first = false;
            bytes.appendBytes(encode(line));
        }
        return bytes;
    }

    private byte[] encode(StoredLine line) {
        try {
            return json.writeValueAsString(LogPageResponse.Line.of(line)).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A log line cannot be written as JSON", e);
        }
    }
}
