package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.Passwords;
import org.dalgo.people.auth.PersonAudit;
import org.dalgo.people.auth.Sessions;
import org.dalgo.people.auth.SignInService;
import org.dalgo.people.auth.Tokens;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.Mails;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Limits;
import org.dalgo.platform.access.Person;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.RequestOrigin;
import org.dalgo.platform.job.Jobs;

/** Forgotten, reset and changed passwords. A new password ends every session that the old one opened. */
@ApplicationScoped
class PasswordService {

    private static final String BAD_LINK = "this link is not valid any more, please ask for a new one";

    private final Door door;
    private final Sql sql;
    private final Passwords passwords;
    private final Sessions sessions;
    private final SignInService signIn;
    private final OneTimeTokens tokens;
    private final Limits limits;
    private final AuthConfig config;
    private final Jobs jobs;
    private final Mails mails;
    private final MailLinks links;
    private final PersonAudit audit;
    private final RequestOrigin origin;

    @Inject
    PasswordService(
            Door door,
            Sql sql,
            Passwords passwords,
            Sessions sessions,
            SignInService signIn,
            OneTimeTokens tokens,
            Limits limits,
            AuthConfig config,
            Jobs jobs,
            Mails mails,
            MailLinks links,
            PersonAudit audit,
            RequestOrigin origin) {
        this.door = door;
        this.sql = sql;
        this.passwords = passwords;
        this.sessions = sessions;
        this.signIn = signIn;
        this.tokens = tokens;
        this.limits = limits;
        this.config = config;
        this.jobs = jobs;
        this.mails = mails;
        this.links = links;
        this.audit = audit;
        this.origin = origin;
    }

    /** Asks for a link to set a new password. What is done does not depend on whether there is such an account. */
    Uni<Void> forgot(String email) {
        Map<String, String> payload = ResetRequest.payload(email.strip(), origin.address());
        return limits.take(List.of(
                        new Limits.Use("mail by account", email, config.limit().mailByAccount()),
                        new Limits.Use(
                                "mail by address",
                                origin.network(),
                                config.limit().mailByAddress())))
                .chain(() -> door.acrossOrganisations(Purpose.ACCOUNT, () -> jobs.add(ResetRequest.JOB, null, payload)))
                .replaceWithVoid();
    }

    /** Sets a new password by a link; fails with BAD_REQUEST when the link is unknown, used, replaced or too old. */
    Uni<Void> reset(String token, String password) {
        return limits.take("link by address", origin.network(), config.limit().linkByAddress())
                .chain(() -> door.acrossOrganisations(
                        Purpose.ACCOUNT, () -> tokens.addressOf(token, TokenPurpose.PASSWORD_RESET)))
                .map(found -> found.orElseThrow(() -> Failure.badRequest(BAD_LINK)))
                .chain(email -> passwords.hash(password, PasswordPolicy.of(email)))
                .chain(hash -> door.acrossOrganisations(
                        Purpose.ACCOUNT, () -> tokens.redeem(token, TokenPurpose.PASSWORD_RESET)
                                .map(found -> found.orElseThrow(() -> Failure.badRequest(BAD_LINK)))
                                .chain(redeemed -> reset(redeemed, hash))));
    }

    private Uni<Void> reset(OneTimeTokens.Redeemed redeemed, String hash) {
        // The link came by mail, which proves the address as well.
        return sql.update(
                        "update account set email_verified = email_verified or lower(email) = lower($2) where id = $1",
                        redeemed.account(),
                        redeemed.email())
                .chain(() -> set(redeemed.account(), hash))
                .chain(email -> audit.note(redeemed.account(), email, AuditAction.PASSWORD_RESET_COMPLETED, Map.of()));
    }

    /**
     * Changes the password of somebody who is signed in.
     *
     * @return tokens of a new session when a browser keeps them: it goes on, while all that was open before has ended
     */
    Uni<Optional<Tokens>> change(Person person, String password) {
        return passwords
                .hash(password, PasswordPolicy.of(person.email()))
                .chain(hash -> door.acrossOrganisations(Purpose.ACCOUNT, () -> set(person.account(), hash)
                        .chain(email -> audit.note(person.account(), email, AuditAction.PASSWORD_CHANGED, Map.of()))
                        .chain(() -> person.fromCookie()
                                ? signIn.open(person.account()).map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<String> set(long account, String hash) {
        return sql.first(
                        "update account set password_hash = $2, updated_at = now() where id = $1 returning email",
                        account,
                        hash)
                .map(row -> (String) row[0])
                .call(() -> tokens.withdrawAll(account))
                .call(() -> sessions.endAll(account, Sessions.End.PASSWORD))
                .call(email -> mails.queue(MailKind.PASSWORD_CHANGED, email, null, Map.of("link", links.home())));
    }
}
