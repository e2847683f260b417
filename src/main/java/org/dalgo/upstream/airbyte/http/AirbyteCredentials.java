package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.dalgo.platform.error.UpstreamFailure.Kind;

/** The {@code Authorization} header for a call. */
abstract sealed class AirbyteCredentials {

    /** The header's value; empty when none is needed. */
    abstract Future<Optional<String>> header();

    /** Called when the header was refused; true when a new one may help. */
    abstract boolean invalidate(Optional<String> refused);

    static AirbyteCredentials of(AirbyteConfig.Auth auth, Function<AirbyteCall, Future<JsonNode>> http) {
        return switch (auth.mode()) {
            case NONE -> new StaticHeader(Optional.empty());
            case BASIC -> {
                String pair = required(auth.username(), "username") + ":" + required(auth.password(), "password");
                String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
                yield new StaticHeader(Optional.of("Basic " + encoded));
            }
            case CLIENT_CREDENTIALS ->
                new BearerToken(
                        required(auth.clientId(), "client-id"), required(auth.clientSecret(), "client-secret"), http);
        };
    }

    private static String required(Optional<String> value, String name) {
        return value.orElseThrow(() -> new IllegalStateException(
                "dalgo.airbyte.auth." + name + " is needed for this way to sign in to Airbyte"));
    }

    /** The same for every call. */
    private static final class StaticHeader extends AirbyteCredentials {

        private final Optional<String> header;

        StaticHeader(Optional<String> header) {
            this.header = header;
        }

        @Override
        Future<Optional<String>> header() {
            return Future.succeededFuture(header);
        }

        @Override
        boolean invalidate(Optional<String> refused) {
            return false;
        }
    }

    /** A token that lives for minutes. However many calls need one, only one request for it is under way. */
    private static final class BearerToken extends AirbyteCredentials {

        private static final ObjectMapper MAPPER = new ObjectMapper();
        private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(1);
        private static final Duration MARGIN = Duration.ofSeconds(30);

        private final AirbyteCall request;
        private final Function<AirbyteCall, Future<JsonNode>> http;
        private Future<Optional<String>> current;
        private Instant renewAt = Instant.MIN;

        BearerToken(String clientId, String clientSecret, Function<AirbyteCall, Future<JsonNode>> http) {
            this.http = http;
            this.request = AirbyteCall.config(
                    CallClass.READ,
                    "applications/token",
                    AirbyteCall.fields().put("client_id", clientId).put("client_secret", clientSecret),
                    "sign us in");
        }

        @Override
        synchronized Future<Optional<String>> header() {
            boolean stale =
                    current == null || (current.isComplete() && Instant.now().isAfter(renewAt));
            if (stale || current.failed()) {
                current = http.apply(request).map(this::accept);
            }
            return current;
        }

        @Override
        synchronized boolean invalidate(Optional<String> refused) {
            // Another call may have renewed it in the meantime; that one is still good.
            if (current != null && current.succeeded() && current.result().equals(refused)) {
                current = null;
            }
            return true;
        }

        private synchronized Optional<String> accept(JsonNode answer) {
            String token = answer.path("access_token").asText("");
            if (token.isEmpty()) {
                throw AirbyteErrorResponse.failure(
                        Kind.INVALID_RESPONSE, "Airbyte gave no token when we signed in.", null);
            }
            Duration life = life(token);
            Duration most = Duration.ofMillis(life.toMillis() * 4 / 5);
            Duration safe = life.minus(MARGIN);
            renewAt = Instant.now().plus(safe.isNegative() || safe.compareTo(most) > 0 ? most : safe);
            return Optional.of("Bearer " + token);
        }

        /** From the token itself: older servers do not say it otherwise. */
        private static Duration life(String token) {
            String claims = token.substring(token.indexOf('.') + 1);
            int end = claims.indexOf('.');
            try {
                byte[] json = Base64.getUrlDecoder().decode(end < 0 ? claims : claims.substring(0, end));
                long expiry = MAPPER.readTree(json).path("exp").asLong(0);
                Duration life = Duration.between(Instant.now(), Instant.ofEpochSecond(expiry));
                return life.isNegative() ? UNKNOWN_LIFE : life;
            } catch (IOException | IllegalArgumentException e) {
                return UNKNOWN_LIFE;
            }
        }
    }
}
