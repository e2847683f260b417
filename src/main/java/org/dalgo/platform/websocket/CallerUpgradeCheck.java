package org.dalgo.platform.websocket;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CallerIdentity;
import org.dalgo.platform.security.RequestCredentials;

/**
 * Keeps the caller of a handshake with its socket. It permits every handshake: a browser tells its page nothing of a refused
 * one, and the web app waits for a close code.
 */
@ApplicationScoped
class CallerUpgradeCheck implements HttpUpgradeCheck {

    private static final UserData.TypedKey<Caller> CALLER = new UserData.TypedKey<>("caller");
    private static final UserData.TypedKey<Boolean> TOKEN = UserData.TypedKey.forBoolean("token");

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext handshake) {
        handshake.userData().put(TOKEN, RequestCredentials.hasAccessToken(handshake.httpRequest()));
        return handshake.securityIdentity().map(identity -> {
            member(identity).ifPresent(caller -> handshake.userData().put(CALLER, caller));
            return CheckResult.permitUpgradeSync();
        });
    }

    private static Optional<Caller> member(SecurityIdentity identity) {
        return identity instanceof CallerIdentity known ? known.member() : Optional.empty();
    }

    /** Who opened the socket; empty for a stranger. */
    static Optional<Caller> caller(UserData socket) {
        return Optional.ofNullable(socket.get(CALLER));
    }

    /** Why a socket is closed whose caller is unknown, or is a caller no more. */
    static WebSocketCloseCode closeCode(UserData socket) {
        return socket.get(TOKEN) ? WebSocketCloseCode.REFUSED : WebSocketCloseCode.NO_TOKEN;
    }
}
