package org.dalgo.data.warehouse;

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
import org.dalgo.data.warehouse.destination.DestinationCheck;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.websocket.WebSocketRequestHandler;

/** Tries the configuration of a warehouse for its form in the web app, which saves it when it works. */
@WebSocket(path = "/wss/airbyte/destination/check_connection")
public class DestinationCheckSocket {

    /**
     * What the form holds.
     *
     * @param destinationId the destination that would change; absent for a new one
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Form(String destinationDefId, ObjectNode config, String destinationId) {

        DestinationCheck check() {
            return new DestinationCheck(destination(), definition(), config);
        }

        private UUID destination() {
            try {
                return isBlank(destinationId) ? null : UUID.fromString(destinationId);
            } catch (IllegalArgumentException e) {
                throw WarehouseService.destinationNotFound();
            }
        }

        private UUID definition() {
            try {
                return isBlank(destinationDefId) ? null : UUID.fromString(destinationDefId);
            } catch (IllegalArgumentException e) {
                throw Failure.invalid("destinationDefId", "is no id");
            }
        }

        private static boolean isBlank(String text) {
            return text == null || text.isBlank();
        }

        /** Without the configuration. */
        @Override
        public String toString() {
            return "Form[" + destinationId + "]";
        }
    }

    @Inject
    WebSocketRequestHandler guard;

    @Inject
    DestinationCheckCommand checks;

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
