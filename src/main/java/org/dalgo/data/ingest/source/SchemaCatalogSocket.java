package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.websocket.WebSocketRequestHandler;

/**
 * Sends the catalog of a source to the form of a connection. A form that changes the source sends another request on
 * the same socket. Responses carry no id, so the response to an earlier request is dropped.
 */
@WebSocket(path = "/wss/airbyte/connection/schema_catalog", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class SchemaCatalogSocket {

    private static final UserData.TypedKey<Integer> LAST_REQUEST = UserData.TypedKey.forInt("request");

    /** @param sourceId which source */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record CatalogRequest(String sourceId) {

        UUID source() {
            if (sourceId == null) {
                throw Failure.invalid("sourceId", "is missing");
            }
            try {
                return UUID.fromString(sourceId);
            } catch (IllegalArgumentException e) {
                throw Failure.notFound("source not found");
            }
        }
    }

    /**
     * Data of an answer.
     *
     * @param status {@code completed}: a failure has no data
     */
    @RegisterForReflection
    record CatalogMessage(String status, SourceSchema result) {}

    @Inject
    WebSocketRequestHandler guard;

    @Inject
    SourceDiscoveryCommand discoveries;

    @OnOpen
    Uni<Void> opened(WebSocketConnection socket) {
        return guard.onOpen(socket);
    }

    @OnTextMessage
    Uni<Void> discover(String message, WebSocketConnection socket) {
        int mine = lastRequest(socket) + 1;
        socket.userData().put(LAST_REQUEST, mine);
        return guard.handle(
                socket,
                message,
                CatalogRequest.class,
                () -> lastRequest(socket) == mine,
                question -> discover(
                        question.caller(),
                        question.body().source(),
                        () -> socket.isOpen() && lastRequest(socket) == mine));
    }

    private Uni<CatalogMessage> discover(Caller caller, UUID source, BooleanSupplier wanted) {
        caller.require(Permission.CAN_VIEW_SOURCE);
        return discoveries.request(caller.org(), source, wanted).map(schema -> new CatalogMessage("completed", schema));
    }

    private static int lastRequest(WebSocketConnection socket) {
        Integer last = socket.userData().get(LAST_REQUEST);
        return last == null ? 0 : last;
    }
}
