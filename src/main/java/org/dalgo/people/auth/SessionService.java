package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
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
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/**
 * Sign-ins. A refresh token is {@code <session>.<secret>} and is used once: each use makes the next. One that comes again
 * after the next one was seen is in two hands, so the session ends.
 */
@ApplicationScoped
public class SessionService {

    private static final Logger LOG = Logger.getLogger(SessionService.class);

    /** A session, the refresh token that is good for it now, and how many there were before that. */
    public record OpenedSession(UUID id, long account, String refreshToken, int rotation) {
        @Override
        public String toString() {
            return "OpenedSession[id=" + id + "]";
        }
    }

    /** Why a session ends, as it stands in its row. */
    public enum EndReason {
        SIGN_OUT,
        SIGN_OUT_EVERYWHERE,
        TOKEN_REUSED,
        PASSWORD,
        ADDRESS,
        DEACTIVATED
    }

    private record RefreshToken(UUID session, String secret) {
        static Optional<RefreshToken> of(String text) {
            int dot = text == null ? -1 : text.indexOf('.');
            if (dot < 0 || text.length() > 200) {
                return Optional.empty();
            }
            try {
                return Optional.of(new RefreshToken(UUID.fromString(text.substring(0, dot)), text.substring(dot + 1)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        String with(String otherSecret) {
            return session + "." + otherSecret;
        }
    }

    private static final class SessionRow {

        private final long account;
        private final RefreshChain chain;
        private final byte[] newest;
        private final int rotations;
        private final Instant rotatedAt;
        private final String email;
        private final int rotationsSeen;

        SessionRow(Row row) {
            this.account = row.longValue("account_id");
            this.chain = new RefreshChain(row.bytes("chain_key"));
            this.newest = row.bytes("refresh_hash");
            this.rotations = row.intValue("rotations");
            this.rotatedAt = row.isNull("rotated_at") ? Instant.EPOCH : row.instant("rotated_at");
            this.email = row.text("email");
            this.rotationsSeen = row.intValue("rotations_acknowledged");
        }

        OptionalInt age(RefreshToken refreshToken) {
            return chain.age(refreshToken.secret(), newest, rotations);
        }
    }

    private static final String OPEN =
            "select s.account_id, s.chain_key, s.refresh_hash, s.rotations, s.rotated_at, a.email,"
                    + " s.rotations_acknowledged"
                    + " from session s join account a on a.id = s.account_id"
                    + " where s.id = $1 and s.revoked_at is null and s.expires_at > now() and a.active";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final AuthConfig config;
    private final CallerChangePublisher changes;
    private final PersonAudit audit;

    @Inject
    SessionService(
            TenantTransactions tenantTransactions,
            Sql sql,
            AuthConfig config,
            CallerChangePublisher changes,
            PersonAudit audit) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.config = config;
        this.changes = changes;
        this.audit = audit;
    }

    public Uni<OpenedSession> open(long account, String address, String device) {
        UUID id = UUID.randomUUID();
        String secret = RefreshChain.first();
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plus(config.sessionLife());
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.SIGN_IN,
                        () -> sql.update(
                                "insert into session (id, account_id, refresh_hash, expires_at, address, device)"
                                        + " values ($1, $2, $3, $4, $5, left($6, 300))",
                                id,
                                account,
                                RefreshChain.hash(secret),
                                end,
                                address,
                                device))
                .replaceWith(new OpenedSession(id, account, id + "." + secret, 0));
    }

    /** Whether the refresh token would be accepted now. */
    public Uni<Boolean> isOpen(String refreshToken) {
        Optional<RefreshToken> token = RefreshToken.of(refreshToken);
        if (token.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.SIGN_IN,
                        () -> sql.firstRow(OPEN, token.get().session()))
                .map(row -> row != null && accepted(new SessionRow(row), token.get()));
    }

    /**
     * Accepts a refresh token and returns its successor. The row is written before the response. A client that lost the
     * response repeats the request and gets the same successor, until that successor has been used.
     *
     * @return the session with its newest token; empty when the session is over or has just been ended by this
     */
    public Uni<Optional<OpenedSession>> rotate(String refreshToken) {
        Optional<RefreshToken> token = RefreshToken.of(refreshToken);
        if (token.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sql.firstRow(
                        OPEN + " for update of s", token.get().session())
                .chain(row -> row == null ? none() : rotate(token.get(), new SessionRow(row))));
    }

    private Uni<Optional<OpenedSession>> rotate(RefreshToken refreshToken, SessionRow sessionRow) {
        OptionalInt age = sessionRow.age(refreshToken);
        if (age.isEmpty()) {
            return none();
        }
        if (age.getAsInt() > 0) {
            return accepted(sessionRow, refreshToken)
                    ? item(refreshToken, sessionRow, sessionRow.chain.next(refreshToken.secret()), sessionRow.rotations)
                    : reused(refreshToken, sessionRow, age.getAsInt());
        }
        String next = sessionRow.chain.next(refreshToken.secret());
        return sql.update(
                        "update session set refresh_hash = $2, rotations = rotations + 1, rotated_at = clock_timestamp(),"
                                + " last_used_at = clock_timestamp() where id = $1",
                        refreshToken.session(),
                        RefreshChain.hash(next))
                .chain(() -> item(refreshToken, sessionRow, next, sessionRow.rotations + 1));
    }

    /** The newest token, or its predecessor within the grace period or until a request presents the newest one. */
    private boolean accepted(SessionRow sessionRow, RefreshToken refreshToken) {
        OptionalInt age = sessionRow.age(refreshToken);
        boolean justReplaced = Instant.now().isBefore(sessionRow.rotatedAt.plus(config.refreshGrace()));
        boolean newestUnseen = sessionRow.rotationsSeen < sessionRow.rotations;
        return age.isPresent() && (age.getAsInt() == 0 || (age.getAsInt() == 1 && (justReplaced || newestUnseen)));
    }

    private Uni<Optional<OpenedSession>> reused(RefreshToken refreshToken, SessionRow sessionRow, int age) {
        LOG.warnf(
                "a refresh token came again after %d newer ones: session %s of account %d ends",
                age, refreshToken.session(), sessionRow.account);
        return end(refreshToken.session(), EndReason.TOKEN_REUSED)
                .chain(() -> audit.record(
                        sessionRow.account,
                        sessionRow.email,
                        AuditAction.LOGOUT,
                        Map.of("reason", "a refresh token was used twice")))
                .chain(SessionService::none);
    }

    private static Uni<Optional<OpenedSession>> item(
            RefreshToken refreshToken, SessionRow sessionRow, String secret, int rotation) {
        return Uni.createFrom()
                .item(Optional.of(new OpenedSession(
                        refreshToken.session(), sessionRow.account, refreshToken.with(secret), rotation)));
    }

    private static Uni<Optional<OpenedSession>> none() {
        return Uni.createFrom().item(Optional.empty());
    }

    /** Ends one session; joins the current transaction. Nothing happens when it is over already. */
    public Uni<Void> end(UUID session, EndReason why) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sql.update(
                        "update session set revoked_at = now(), end_reason = $2"
                                + " where id = $1 and revoked_at is null",
                        session,
                        why.name().toLowerCase(java.util.Locale.ROOT))
                .chain(() -> changes.sessionEnded(session)));
    }

    /** Ends one session of that person; answers false when they have no such open session. */
    public Uni<Boolean> endOwn(long account, UUID session) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sql.firstRow(
                        "select 1 from session where id = $1 and account_id = $2 and revoked_at is null"
                                + " and expires_at > now()",
                        session,
                        account)
                .chain(found -> found == null
                        ? Uni.createFrom().item(false)
                        : end(session, EndReason.SIGN_OUT).replaceWith(true)));
    }

    /** Ends every session of the person; joins the current transaction. Their access tokens are refused from then on. */
    public Uni<Void> endAll(long account, EndReason why) {
        return endAllExcept(account, null, why);
    }

    /** As {@link #endAll}, but keeps one session, unless it is null. */
    public Uni<Void> endAllExcept(long account, UUID kept, EndReason why) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sql.update(
                        "update session set revoked_at = now(), end_reason = $2"
                                + " where account_id = $1 and revoked_at is null and id is distinct from $3::uuid",
                        account,
                        why.name().toLowerCase(java.util.Locale.ROOT),
                        kept)
                .chain(() -> changes.accountChanged(account)));
    }

    /** The person's open sessions, the last used first. */
    public Uni<List<SessionView>> listOpen(long account) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.SIGN_IN,
                        () -> sql.rows(
                                "select id, device, address, created_at, last_used_at, expires_at from session"
                                        + " where account_id = $1 and revoked_at is null and expires_at > now()"
                                        + " order by last_used_at desc",
                                account))
                .map(rows -> rows.stream().map(SessionView::of).toList());
    }
}
