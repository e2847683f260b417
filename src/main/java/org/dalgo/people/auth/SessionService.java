package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.dalgo.people.auth.SessionRepository.StoredSession;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
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
        DEACTIVATED;

        private String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
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

    private final TenantTransactions tenantTransactions;
    private final SessionRepository sessions;
    private final AuthConfig config;
    private final CallerChangePublisher changes;
    private final PersonAudit audit;

    @Inject
    SessionService(
            TenantTransactions tenantTransactions,
            SessionRepository sessions,
            AuthConfig config,
            CallerChangePublisher changes,
            PersonAudit audit) {
        this.tenantTransactions = tenantTransactions;
        this.sessions = sessions;
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
                        () -> sessions.insert(id, account, RefreshChain.hash(secret), end, address, device))
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
                        () -> sessions.findOpen(token.get().session()))
                .map(stored -> stored != null && accepted(stored, token.get()));
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
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.SIGN_IN, () -> sessions.lockOpen(token.get().session())
                        .chain(stored -> stored == null ? none() : rotate(token.get(), stored)));
    }

    private Uni<Optional<OpenedSession>> rotate(RefreshToken refreshToken, StoredSession stored) {
        OptionalInt age = stored.age(refreshToken.secret());
        if (age.isEmpty()) {
            return none();
        }
        if (age.getAsInt() > 0) {
            return accepted(stored, refreshToken)
                    ? item(refreshToken, stored, stored.chain.next(refreshToken.secret()), stored.rotations)
                    : reused(refreshToken, stored, age.getAsInt());
        }
        String next = stored.chain.next(refreshToken.secret());
        return sessions.rotate(refreshToken.session(), RefreshChain.hash(next))
                .chain(() -> item(refreshToken, stored, next, stored.rotations + 1));
    }

    /** The newest token, or its predecessor within the grace period or until a request presents the newest one. */
    private boolean accepted(StoredSession stored, RefreshToken refreshToken) {
        OptionalInt age = stored.age(refreshToken.secret());
        boolean justReplaced = Instant.now().isBefore(stored.rotatedAt.plus(config.refreshGrace()));
        boolean newestUnseen = stored.rotationsAcknowledged < stored.rotations;
        return age.isPresent() && (age.getAsInt() == 0 || (age.getAsInt() == 1 && (justReplaced || newestUnseen)));
    }

    private Uni<Optional<OpenedSession>> reused(RefreshToken refreshToken, StoredSession stored, int age) {
        LOG.warnf(
                "a refresh token came again after %d newer ones: session %s of account %d ends",
                age, refreshToken.session(), stored.account);
        return end(refreshToken.session(), EndReason.TOKEN_REUSED)
                .chain(() -> audit.record(
                        stored.account,
                        stored.email,
                        AuditAction.LOGOUT,
                        Map.of("reason", "a refresh token was used twice")))
                .chain(SessionService::none);
    }

    private static Uni<Optional<OpenedSession>> item(
            RefreshToken refreshToken, StoredSession stored, String secret, int rotation) {
        return Uni.createFrom()
                .item(Optional.of(new OpenedSession(
                        refreshToken.session(), stored.account, refreshToken.with(secret), rotation)));
    }

    private static Uni<Optional<OpenedSession>> none() {
        return Uni.createFrom().item(Optional.empty());
    }

    /** Ends one session; joins the current transaction. Nothing happens when it is over already. */
    public Uni<Void> end(UUID session, EndReason why) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessions.end(session, why.stored())
                .chain(() -> changes.sessionEnded(session)));
    }

    /** Ends one session of that person; answers false when they have no such open session. */
    public Uni<Boolean> endOwn(long account, UUID session) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessions.isOpen(account, session)
                .chain(open -> open
                        ? end(session, EndReason.SIGN_OUT).replaceWith(true)
                        : Uni.createFrom().item(false)));
    }

    /** Ends every session of the person; joins the current transaction. Their access tokens are refused from then on. */
    public Uni<Void> endAll(long account, EndReason why) {
        return endAllExcept(account, null, why);
    }

    /** As {@link #endAll}, but keeps one session, unless it is null. */
    public Uni<Void> endAllExcept(long account, UUID kept, EndReason why) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.SIGN_IN,
                () -> sessions.endAllExcept(account, kept, why.stored()).chain(() -> changes.accountChanged(account)));
    }

    /** The person's open sessions, the last used first. */
    public Uni<List<SessionView>> listOpen(long account) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.SIGN_IN, () -> sessions.listOpen(account));
    }
}
