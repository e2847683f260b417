package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;

/** Sign-ins. A refresh token is {@code <session>.<secret>}; of the secret only a hash is kept. */
@ApplicationScoped
public class Sessions {

    /** An open session and whose it is. */
    record Session(UUID id, long account) {}

    /** A session and the refresh token that was just made for it. */
    record Opened(UUID id, String refreshToken) {}

    private final Door door;
    private final Sql sql;
    private final AuthConfig config;

    @Inject
    Sessions(Door door, Sql sql, AuthConfig config) {
        this.door = door;
        this.sql = sql;
        this.config = config;
    }

    Uni<Opened> open(long account) {
        UUID id = UUID.randomUUID();
        String secret = secret();
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plus(config.sessionLife());
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.update(
                                "insert into session (id, account, refresh_hash, expires_at) values ($1, $2, $3, $4)",
                                id,
                                account,
                                hash(secret),
                                end))
                .replaceWith(new Opened(id, id + "." + secret));
    }

    /** The open session behind a refresh token, if there is one. */
    Uni<Optional<Session>> of(String refreshToken) {
        String[] parts = refreshToken == null ? new String[0] : refreshToken.split("\\.", 2);
        Optional<UUID> id = parts.length == 2 ? uuid(parts[0]) : Optional.empty();
        if (id.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.first(
                                "select s.id, s.account from session s join account a on a.id = s.account"
                                        + " where s.id = $1 and s.refresh_hash = $2 and s.revoked_at is null"
                                        + " and s.expires_at > now() and a.active",
                                id.get(),
                                hash(parts[1])))
                .map(row -> Optional.ofNullable(row).map(r -> new Session((UUID) r[0], ((Number) r[1]).longValue())));
    }

    /** Whether the refresh token would be accepted now. */
    public Uni<Boolean> isOpen(String refreshToken) {
        return of(refreshToken).map(Optional::isPresent);
    }

    Uni<Void> revoke(UUID session) {
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.update(
                                "update session set revoked_at = now() where id = $1 and revoked_at is null", session))
                .replaceWithVoid();
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String secret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Buffer hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return Buffer.buffer(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }
}
