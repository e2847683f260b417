package org.dalgo.platform.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Callers;
import org.dalgo.platform.access.Credentials;
import org.dalgo.platform.access.Guard;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.jboss.logging.Logger;

/**
 * Stands before every message of a socket, as {@link Guard} before every request: a socket may outlive the session that
 * opened it. Every message is answered before anything is closed, because the web app waits for an answer.
 */
@ApplicationScoped
public class SocketGuard {

    private static final Logger LOG = Logger.getLogger(SocketGuard.class);
    private static final String UNREADABLE = "the message is not the JSON object that is expected here";

    private final Callers callers;
    private final ObjectMapper json;

    @Inject
    SocketGuard(Callers callers, ObjectMapper json) {
        this.callers = callers;
        this.json = json;
    }

    /** For a socket that was opened just now: closes it when it was nobody known who did. */
    public Uni<Void> greet(WebSocketConnection socket) {
        return caller(socket).replaceWithVoid().onFailure(Failure.class).recoverWithUni(failure -> close(socket));
    }

    /** As {@link #answer(WebSocketConnection, String, Class, BooleanSupplier, Function)}, for an answer that stays wanted. */
    public <T> Uni<Void> answer(
            WebSocketConnection socket, String message, Class<T> type, Function<SocketQuestion<T>, Uni<?>> work) {
        return answer(socket, message, type, () -> true, work);
    }

    /**
     * Answers one message.
     *
     * @param message what the client sent
     * @param type what it should be
     * @param wanted whether the client still waits for this answer; asked when there is one
     * @param work makes the answer's {@code data}; a {@link Failure} becomes an answer that says what it says
     * @return nothing; never fails for what the client did
     */
    public <T> Uni<Void> answer(
            WebSocketConnection socket,
            String message,
            Class<T> type,
            BooleanSupplier wanted,
            Function<SocketQuestion<T>, Uni<?>> work) {
        return caller(socket)
                .chain(caller -> work.apply(new SocketQuestion<>(caller, read(message, type)))
                        .call(() -> stillIn(caller)))
                .map(SocketAnswer::success)
                .chain(answer -> send(socket, answer, wanted))
                .onFailure(failure -> socket.isOpen())
                .recoverWithUni(failure -> send(socket, SocketAnswer.error(words(failure)), wanted)
                        .chain(() -> isOut(failure)
                                ? close(socket)
                                : Uni.createFrom().voidItem()));
    }

    private Uni<Caller> caller(WebSocketConnection socket) {
        return Uni.createFrom().deferred(() -> callers.resolve(new Handshake(socket.handshakeRequest()).credentials()));
    }

    /** An answer may take minutes, and the person may have been removed meanwhile. */
    private Uni<Void> stillIn(Caller caller) {
        return callers.stillStands(caller)
                .invoke(stands -> {
                    if (!stands) {
                        throw new Failure(Problem.UNAUTHENTICATED, "the session is over");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> send(WebSocketConnection socket, SocketAnswer answer, BooleanSupplier wanted) {
        return socket.isOpen() && wanted.getAsBoolean()
                ? socket.sendText(answer)
                : Uni.createFrom().voidItem();
    }

    /** Says that somebody has to sign in, in the web app's numbers: on those two it does not try again. */
    private static Uni<Void> close(WebSocketConnection socket) {
        Credentials brought = new Handshake(socket.handshakeRequest()).credentials();
        return socket.close(
                (brought.accessToken() == null ? SocketCloseCode.NO_TOKEN : SocketCloseCode.REFUSED).reason());
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

    private static boolean isOut(Throwable failure) {
        return failure instanceof Failure ours
                && (ours.problem() == Problem.UNAUTHENTICATED || ours.problem() == Problem.TOKEN_EXPIRED);
    }

    private static String words(Throwable failure) {
        if (failure instanceof Failure ours) {
            LOG.debugf("%s: %s", ours.problem(), ours.detail());
            return ours.fields().isEmpty()
                    ? ours.detail()
                    : ours.fields().stream().map(SocketGuard::words).collect(Collectors.joining(", "));
        }
        LOG.error("unexpected failure", failure);
        return "something went wrong on our side";
    }

    private static String words(Failure.Field field) {
        return field.location().get(field.location().size() - 1) + ": " + field.message();
    }
}
