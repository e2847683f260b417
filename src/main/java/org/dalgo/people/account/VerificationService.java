package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.Sessions;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.Mails;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Limits;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.RequestOrigin;
import org.dalgo.platform.stream.CallerChanges;

/** Proof that an address belongs to the account that names it, by a link that was sent there. */
@ApplicationScoped
class VerificationService {

    private final Door door;
    private final Sql sql;
    private final OneTimeTokens tokens;
    private final Limits limits;
    private final AuthConfig config;
    private final Mails mails;
    private final MailLinks links;
    private final Sessions sessions;
    private final CallerChanges changes;
    private final PersonAudit audit;
    private final RequestOrigin origin;

    @Inject
    VerificationService(
            Door door,
            Sql sql,
            OneTimeTokens tokens,
            Limits limits,
            AuthConfig config,
            Mails mails,
            MailLinks links,
            Sessions sessions,
            CallerChanges changes,
            PersonAudit audit,
            RequestOrigin origin) {
        this.door = door;
        this.sql = sql;
        this.tokens = tokens;
        this.limits = limits;
        this.config = config;
        this.mails = mails;
        this.links = links;
        this.sessions = sessions;
        this.changes = changes;
        this.audit = audit;
        this.origin = origin;
    }

    /** Sends the caller another link; the one before is not good any more. */
    Uni<Void> resend(long account, String email) {
        return limits.take("mail by account", email, config.limit().mailByAccount())
                .chain(() -> door.acrossOrganisations(
                        Purpose.ACCOUNT, () -> send(account, TokenPurpose.VERIFICATION, email)));
    }

    /** Sends a link to the address. Joins the unit of work in hand. */
    Uni<Void> send(long account, TokenPurpose purpose, String email) {
        return tokens.issue(account, purpose, email)
                .chain(token ->
                        mails.queue(MailKind.VERIFICATION, email, null, Map.of("link", links.verification(token))));
    }

    /** Uses a link; fails with BAD_REQUEST when it is unknown, used, replaced or too old. */
    Uni<Void> verify(String token) {
        return limits.take("link by address", origin.network(), config.limit().linkByAddress())
                .chain(() -> door.acrossOrganisations(Purpose.ACCOUNT, () -> tokens.redeem(
                                token, TokenPurpose.VERIFICATION, TokenPurpose.EMAIL_CHANGE)
                        .map(found -> found.orElseThrow(
                                () -> Failure.badRequest("this link is not valid any more, please ask for a new one")))
                        .chain(this::apply)));
    }

    private Uni<Void> apply(OneTimeTokens.Redeemed redeemed) {
        Uni<Void> applied = redeemed.purpose() == TokenPurpose.VERIFICATION ? prove(redeemed) : change(redeemed);
        return applied.chain(
                        () -> audit.note(redeemed.account(), redeemed.email(), AuditAction.EMAIL_VERIFIED, Map.of()))
                .chain(() -> changes.ofAccount(redeemed.account()));
    }

    private Uni<Void> prove(OneTimeTokens.Redeemed redeemed) {
        return sql.update(
                        "update account set email_verified = true, updated_at = now()"
                                + " where id = $1 and lower(email) = lower($2)",
                        redeemed.account(),
                        redeemed.email())
                .replaceWithVoid();
    }

    /** Whoever signed in under the old address does so again under the new one; the old one hears of it. */
    private Uni<Void> change(OneTimeTokens.Redeemed redeemed) {
        return sql.first(
                        "with before as (select id, email from account where id = $1 for update)"
                                + " update account a set email = $2, email_verified = true, updated_at = now()"
                                + " from before where a.id = before.id and not exists"
                                + " (select from account o where lower(o.email) = lower($2) and o.id <> $1)"
                                + " returning before.email",
                        redeemed.account(),
                        redeemed.email())
                .invoke(row -> {
                    if (row == null) {
                        throw Failure.badRequest("this address cannot be used");
                    }
                })
                .call(() -> tokens.withdrawAll(redeemed.account()))
                .call(() -> sessions.endAll(redeemed.account(), Sessions.End.ADDRESS))
                .chain(row ->
                        mails.queue(MailKind.ADDRESS_CHANGED, (String) row[0], null, Map.of("link", links.home())));
    }
}
