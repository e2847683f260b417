package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.websocket.WebSocketRequestHandler;

/** Tries the configuration of a source for its form in the web app, which saves it when it works. */
@WebSocket(path = "/wss/airbyte/source/check_connection")
public class SourceCheckSocket {

    /**
     * What the form holds.
     *
     * @param sourceId the source that would change; absent for a new one
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Form(String name, String sourceDefId, ObjectNode config, String sourceId) {

        SourceCheck check() {
            return new SourceCheck(source(), new SourceRequest(name, sourceDefId, config).draft());
        }

        private UUID source() {
            try {
                return sourceId == null || sourceId.isBlank() ? null : UUID.fromString(sourceId);
            } catch (IllegalArgumentException e) {
                throw Failure.notFound("source not found");
            }
        }

        /** Without the configuration. */
        @Override
        public String toString() {
            return "Form[" + name + "]";
        }
    }

    @Inject
    WebSocketRequestHandler guard;

    @Inject
    SourceCheckCommand checks;

    @OnOpen
    Uni<Void> opened(WebSocketConnection socket) {
        return guard.onOpen(socket);
    }

    @OnTextMessage
    Uni<Void> check(String message, WebSocketConnection socket) {
        return guard.handle(
                socket,
                message,
                Form.class,
                question -> checks.request(question.caller(), question.body().check(), socket::isOpen));
    }
}
