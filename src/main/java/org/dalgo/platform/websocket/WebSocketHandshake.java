package org.dalgo.platform.websocket;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.quarkus.websockets.next.HandshakeRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dalgo.platform.security.AuthenticationFilter;
import org.dalgo.platform.security.RequestCredentials;

/** Credentials and organisation in the request that opened a socket. */
final class WebSocketHandshake {

    private static final String ORG_QUERY = "orgslug";
    private static final String BEARER = "Bearer ";

    private final HandshakeRequest request;

    WebSocketHandshake(HandshakeRequest request) {
        this.request = request;
    }

    /** A browser brings cookies; a token in the address is ignored, because addresses are logged. */
    RequestCredentials credentials() {
        Optional<String> cookie = cookie(AuthenticationFilter.ACCESS_COOKIE);
        String token = cookie.or(this::bearer).orElse(null);
        return new RequestCredentials(
                token,
                cookie.isPresent(),
                cookie(AuthenticationFilter.REFRESH_COOKIE).orElse(null),
                org().orElse(null));
    }

    private Optional<String> org() {
        List<String> given = new QueryStringDecoder(
                        Optional.ofNullable(request.query()).orElse(""), false)
                .parameters()
                .getOrDefault(ORG_QUERY, List.of());
        return given.stream().filter(slug -> !slug.isBlank()).findFirst();
    }

    private Optional<String> cookie(String name) {
        return headers("Cookie")
                .flatMap(header -> ServerCookieDecoder.LAX.decodeAll(header).stream())
                .filter(cookie -> cookie.name().equals(name) && !cookie.value().isBlank())
                .map(cookie -> cookie.value())
                .findFirst();
    }

    private Optional<String> bearer() {
        return headers("Authorization")
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip())
                .filter(token -> !token.isEmpty())
                .findFirst();
    }

    private Stream<String> headers(String name) {
        return Optional.ofNullable(request.headers(name)).stream().flatMap(List::stream);
    }
}
