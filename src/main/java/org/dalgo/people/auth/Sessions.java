package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.stream.CallerChanges;
import org.jboss.logging.Logger;

/**
 * Sign-ins. A refresh token is {@code <session>.<secret>} and is used once: each use makes the next. One that comes again
 * after the next one was seen is in two hands, so the session ends.
 */
@ApplicationScoped
public class Sessions {

    private static final Logger LOG = Logger.getLogger(Sessions.class);

    /** A session, the refresh token that is good for it now, and how many there were before that. */
    record Opened(UUID id, long account, String refreshToken, int rotation) {
        @Override
        public String toString() {
            return "Opened[id=" + id + "]";
        }
    }

    /** Why a session ends, as it stands in its row. */
    public enum End {
        SIGN_OUT,
        SIGN_OUT_EVERYWHERE,
        TOKEN_REUSED,
        PASSWORD,
        ADDRESS,
        DEACTIVATED
    }

    private record Token(UUID session, String secret) {
        static Optional<Token> of(String text) {
            int dot = text == null ? -1 : text.indexOf('.');
            if (dot < 0 || text.length() > 200) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Token(UUID.fromString(text.substring(0, dot)), text.substring(dot + 1)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        String with(String otherSecret) {
            return session + "." + otherSecret;
        }
    }

    private static final class Row {

        private final long account;
        private final RefreshChain chain;
        private final byte[] newest;
        private final int rotations;
        private final Instant rotatedAt;
        private final String email;
        private final int rotationsSeen;

        Row(Object[] row) {
            this.account = ((Number) row[0]).longValue();
            this.chain = new RefreshChain(((Buffer) row[1]).getBytes());
            this.newest = ((Buffer) row[2]).getBytes();
            this.rotations = ((Number) row[3]).intValue();
            this.rotatedAt = row[4] == null ? Instant.EPOCH : ((OffsetDateTime) row[4]).toInstant();
            this.email = (String) row[5];
            this.rotationsSeen = ((Number) row[6]).intValue();
        }

        OptionalInt age(Token token) {
            return chain.age(token.secret(), newest, rotations);
        }
    }

    private static final String OPEN =
            "select s.account, s.chain_key, s.refresh_hash, s.rotations, s.rotated_at, a.email,"
                    + " s.rotations_seen"
                    + " from session s join account a on a.id = s.account"
                    + " where s.id = $1 and s.revoked_at is null and s.expires_at > now() and a.active";

    private final Door door;
    private final Sql sql;
    private final AuthConfig config;
    private final CallerChanges changes;
    private final PersonAudit audit;

    @Inject
    Sessions(Door door, Sql sql, AuthConfig config, CallerChanges changes, PersonAudit audit) {
        this.door = door;
        this.sql = sql;
        this.config = config;
        this.changes = changes;
        this.audit = audit;
    }

    Uni<Opened> open(long account, String address, String device) {
        UUID id = UUID.randomUUID();
        String secret = RefreshChain.first();
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plus(config.sessionLife());
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.update(
                                "insert into session (id, account, refresh_hash, expires_at, address, device)"
                                        + " values ($1, $2, $3, $4, $5, left($6, 300))",
                                id,
                                account,
                                RefreshChain.hash(secret),
                                end,
                                address,
                                device))
                .replaceWith(new Opened(id, account, id + "." + secret, 0));
    }

    /** Whether the refresh token would be accepted now. */
    public Uni<Boolean> isOpen(String refreshToken) {
        Optional<Token> token = Token.of(refreshToken);
        if (token.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        return door.acrossOrganisations(
                        Purpose.SIGN_IN, () -> sql.first(OPEN, token.get().session()))
                .map(row -> row != null && accepted(new Row(row), token.get()));
    }

    /**
     * Takes a refresh token and gives the next one. The row is written before the answer: a client that never got it asks
     * again with the old token, and is given the same answer until the next one has been seen in use.
     *
     * @return the session with its newest token; empty when the session is over or has just been ended by this
     */
    Uni<Optional<Opened>> rotate(String refreshToken) {
        Optional<Token> token = Token.of(refreshToken);
        if (token.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return door.acrossOrganisations(Purpose.SIGN_IN, () -> sql.first(
                        OPEN + " for update of s", token.get().session())
                .chain(row -> row == null ? none() : rotate(token.get(), new Row(row))));
    }

    private Uni<Optional<Opened>> rotate(Token token, Row row) {
        OptionalInt age = row.age(token);
        if (age.isEmpty()) {
            return none();
        }
        if (age.getAsInt() > 0) {
            return accepted(row, token)
                    ? item(token, row, row.chain.after(token.secret()), row.rotations)
                    : reused(token, row, age.getAsInt());
        }
        String next = row.chain.after(token.secret());
        return sql.update(
                        "update session set refresh_hash = $2, rotations = rotations + 1, rotated_at = clock_timestamp(),"
                                + " last_used_at = clock_timestamp() where id = $1",
                        token.session(),
                        RefreshChain.hash(next))
                .chain(() -> item(token, row, next, row.rotations + 1));
    }

    /** The newest, or the one before it: while another tab may just have used it, or nobody has shown the newest. */
    private boolean accepted(Row row, Token token) {
        OptionalInt age = row.age(token);
        boolean justReplaced = Instant.now().isBefore(row.rotatedAt.plus(config.refreshGrace()));
        boolean newestUnseen = row.rotationsSeen < row.rotations;
        return age.isPresent() && (age.getAsInt() == 0 || (age.getAsInt() == 1 && (justReplaced || newestUnseen)));
    }

    private Uni<Optional<Opened>> reused(Token token, Row row, int age) {
        LOG.warnf(
                "a refresh token came again after %d newer ones: session %s of account %d ends",
                age, token.session(), row.account);
        return end(token.session(), End.TOKEN_REUSED)
                .chain(() -> audit.note(
                        row.account, row.email, AuditAction.LOGOUT, Map.of("reason", "a refresh token was used twice")))
                .chain(Sessions::none);
    }

    private static Uni<Optional<Opened>> item(Token token, Row row, String secret, int rotation) {
        return Uni.createFrom()
                .item(Optional.of(new Opened(token.session(), row.account, token.with(secret), rotation)));
    }

    private static Uni<Optional<Opened>> none() {
        return Uni.createFrom().item(Optional.empty());
    }

    /** Ends one session; joins the unit of work in hand. Nothing happens when it is over already. */
    Uni<Void> end(UUID session, End why) {
        return door.acrossOrganisations(Purpose.SIGN_IN, () -> sql.update(
                        "update session set revoked_at = now(), ended_for = $2"
                                + " where id = $1 and revoked_at is null",
                        session,
                        why.name().toLowerCase(java.util.Locale.ROOT))
                .chain(() -> changes.ofSession(session)));
    }

    /** Ends one session of that person; answers false when they have no such open session. */
    Uni<Boolean> endOwn(long account, UUID session) {
        return door.acrossOrganisations(Purpose.SIGN_IN, () -> sql.first(
                        "select 1 from session where id = $1 and account = $2 and revoked_at is null"
                                + " and expires_at > now()",
                        session,
                        account)
                .chain(found -> found == null
                        ? Uni.createFrom().item(false)
                        : end(session, End.SIGN_OUT).replaceWith(true)));
    }

    /** Ends every session of the person; joins the unit of work in hand. Their access tokens are refused from then on. */
    public Uni<Void> endAll(long account, End why) {
        return door.acrossOrganisations(Purpose.SIGN_IN, () -> sql.update(
                        "update session set revoked_at = now(), ended_for = $2"
                                + " where account = $1 and revoked_at is null",
                        account,
                        why.name().toLowerCase(java.util.Locale.ROOT))
                .chain(() -> changes.ofAccount(account)));
    }

    /** The person's open sessions, the last used first. */
    Uni<List<SessionView>> of(long account) {
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.select(
                                "select id, device, address, created_at, last_used_at, expires_at from session"
                                        + " where account = $1 and revoked_at is null and expires_at > now()"
                                        + " order by last_used_at desc",
                                account))
                .map(rows -> rows.stream().map(SessionView::of).toList());
    }
}
