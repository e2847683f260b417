package org.dalgo.platform.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.platform.error.DatabaseFailures;
import org.dalgo.platform.error.DatabaseUnavailableException;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CallerResolver;
import org.jboss.logging.Logger;

/**
 * Looks the caller of a socket up again for every message: a socket may outlive the session that opened it. Every message is answered before a socket is closed, because the web app waits for an answer.
 */
@ApplicationScoped
public class WebSocketRequestHandler {

    private static final Logger LOG = Logger.getLogger(WebSocketRequestHandler.class);
    private static final String UNREADABLE = "the message is not the JSON object that is expected here";

    private final CallerResolver callerResolver;
    private final ObjectMapper json;

    @Inject
    WebSocketRequestHandler(CallerResolver callerResolver, ObjectMapper json) {
        this.callerResolver = callerResolver;
        this.json = json;
    }

    /** Called when a socket has been opened: closes it unless the handshake identifies a caller. */
    public Uni<Void> onOpen(WebSocketConnection socket) {
        return CallerUpgradeCheck.caller(socket.userData()).isPresent()
                ? Uni.createFrom().voidItem()
                : close(socket);
    }

    /** As {@link #handle(WebSocketConnection, String, Class, BooleanSupplier, Function)}, for an answer that stays wanted. */
    public <T> Uni<Void> handle(
            WebSocketConnection socket, String message, Class<T> type, Function<WebSocketRequest<T>, Uni<?>> work) {
        return handle(socket, message, type, () -> true, work);
    }

    /**
     * Answers one message.
     *
     * @param message what the client sent
     * @param type what it should be
     * @param wanted whether the client still waits for this response; called when there is one
     * @param work makes the answer's {@code data}; a {@link Failure} becomes an answer with its sentence
     * @return nothing; never fails for what the client did
     */
    public <T> Uni<Void> handle(
            WebSocketConnection socket,
            String message,
            Class<T> type,
            BooleanSupplier wanted,
            Function<WebSocketRequest<T>, Uni<?>> work) {
        return caller(socket)
                .chain(caller -> work.apply(new WebSocketRequest<>(caller, read(message, type)))
                        .call(() -> requireStillValid(caller)))
                .map(WebSocketResponse::success)
                .chain(answer -> send(socket, answer, wanted))
                .onFailure(failure -> socket.isOpen())
                .recoverWithUni(failure -> send(socket, WebSocketResponse.error(describe(failure)), wanted)
                        .chain(() -> isUnauthenticated(failure)
                                ? close(socket)
                                : Uni.createFrom().voidItem()));
    }

    private Uni<Caller> caller(WebSocketConnection socket) {
        return CallerUpgradeCheck.caller(socket.userData())
                .map(callerResolver::resolveAgain)
                .orElseGet(() -> Uni.createFrom().failure(() -> new Failure(Problem.UNAUTHENTICATED, "not signed in")));
    }

    /** An answer may take minutes, and the person may have been removed meanwhile. */
    private Uni<Void> requireStillValid(Caller caller) {
        return callerResolver
                .isStillValid(caller)
                .invoke(stands -> {
                    if (!stands) {
                        throw new Failure(Problem.UNAUTHENTICATED, "the session is over");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> send(WebSocketConnection socket, WebSocketResponse answer, BooleanSupplier wanted) {
        return socket.isOpen() && wanted.getAsBoolean()
                ? socket.sendText(answer)
                : Uni.createFrom().voidItem();
    }

    /** Closes with a code for a missing session; on these two the web app does not reconnect. */
    private static Uni<Void> close(WebSocketConnection socket) {
        return socket.close(CallerUpgradeCheck.closeCode(socket.userData()).reason());
    }

    private <T> T read(String message, Class<T> type) {
        T body;
        try {
            body = json.readValue(message, type);
        } catch (JsonProcessingException e) {
            // Without its cause, which quotes the message: it may hold a password.
            throw Failure.badRequest(UNREADABLE);
        }
        if (body == null) {
            throw Failure.badRequest(UNREADABLE);
        }
        return body;
    }

    private static boolean isUnauthenticated(Throwable failure) {
        return failure instanceof Failure ours
                && (ours.problem() == Problem.UNAUTHENTICATED || ours.problem() == Problem.TOKEN_EXPIRED);
    }

    private static String describe(Throwable failure) {
        if (failure instanceof Failure ours) {
            LOG.debugf("%s: %s", ours.problem(), ours.detail());
            return ours.fields().isEmpty()
                    ? ours.detail()
                    : ours.fields().stream()
                            .map(WebSocketRequestHandler::describe)
                            .collect(Collectors.joining(", "));
        }
        if (DatabaseFailures.isConnectionLost(failure)) {
            LOG.warnf("PostgreSQL is not available: %s", failure);
            return DatabaseUnavailableException.SENTENCE;
        }
        LOG.error("unexpected failure", failure);
        return "something went wrong on our side";
    }

    private static String describe(Failure.Field field) {
        return field.location().get(field.location().size() - 1) + ": " + field.message();
    }
}
