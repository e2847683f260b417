package org.dalgo.platform.websocket;

import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.error.Failure;

/** Answers with the caller; for the tests of {@link WebSocketRequestHandler}. */
@WebSocket(path = EchoSocket.PATH)
public class EchoSocket {

    static final String PATH = "/wss/test/echo";

    /** @param word what to say again; {@code refuse} is refused, {@code break} breaks */
    public record Word(String word) {}

    @Inject
    WebSocketRequestHandler guard;

    @OnOpen
    Uni<Void> onOpen(WebSocketConnection socket) {
        return guard.onOpen(socket);
    }

    @OnTextMessage
    Uni<Void> onMessage(String message, WebSocketConnection socket) {
        return guard.handle(
                socket, message, Word.class, question -> switch (question.body().word()) {
                    case "refuse" -> Uni.createFrom().failure(Failure.invalid("word", "is refused"));
                    case "break" -> Uni.createFrom().failure(new IllegalStateException("broken on purpose"));
                    default ->
                        Uni.createFrom()
                                .item(Map.of(
                                        "word",
                                        question.body().word(),
                                        "org",
                                        question.caller().orgSlug(),
                                        "person",
                                        question.caller().email()));
                });
    }
}
