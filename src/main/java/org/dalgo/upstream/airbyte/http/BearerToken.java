package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.call.Credentials;

/** A token that lives for minutes. However many calls need one, only one request for it is under way. */
final class BearerToken implements Credentials {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(1);
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Supplier<Uni<TokenResponse>> request;
    private Uni<Optional<String>> pending;
    private Optional<String> header = Optional.empty();
    private Instant renewAt = Instant.MIN;

    BearerToken(Supplier<Uni<TokenResponse>> request) {
        this.request = request;
    }

    @Override
    public synchronized Uni<Optional<String>> ready() {
        if (pending != null) {
            return pending;
        }
        if (header.isPresent() && Instant.now().isBefore(renewAt)) {
            return Uni.createFrom().item(header);
        }
        pending = Uni.createFrom()
                .deferred(request::get)
                .map(this::accept)
                .onFailure()
                .invoke(this::release)
                .memoize()
                .indefinitely();
        return pending;
    }

    @Override
    public synchronized Optional<String> current() {
        return header;
    }

    /** Another call may have renewed it in the meantime; that one is still good. */
    @Override
    public synchronized boolean invalidate(Optional<String> refused) {
        if (header.equals(refused)) {
            header = Optional.empty();
        }
        return true;
    }

    private synchronized Optional<String> accept(TokenResponse answer) {
        String token = answer.accessToken();
        if (token == null || token.isEmpty()) {
            throw AirbyteErrorResponse.failure(Kind.INVALID_RESPONSE, "Airbyte gave no token when we signed in.", null);
        }
        Duration life = life(token);
        Duration most = Duration.ofMillis(life.toMillis() * 4 / 5);
        Duration safe = life.minus(MARGIN);
        renewAt = Instant.now().plus(safe.isNegative() || safe.compareTo(most) > 0 ? most : safe);
        header = Optional.of("Bearer " + token);
        pending = null;
        return header;
    }

    private synchronized void release(Throwable failed) {
        pending = null;
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
