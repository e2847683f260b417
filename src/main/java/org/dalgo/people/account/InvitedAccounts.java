package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.people.auth.Passwords;
import org.dalgo.people.auth.Sessions;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;

/**
 * Accounts of people who came with an invitation. Its code reached them by mail, which proves the address. An account that
 * somebody opened under that address without proving it is not theirs: it gets a new password before it gets a membership.
 */
@ApplicationScoped
public class InvitedAccounts {

    private final Door door;
    private final Sql sql;
    private final AccountService accounts;
    private final Passwords passwords;
    private final Sessions sessions;

    @Inject
    InvitedAccounts(Door door, Sql sql, AccountService accounts, Passwords passwords, Sessions sessions) {
        this.door = door;
        this.sql = sql;
        this.accounts = accounts;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    /** The account of that address whose owner has proved it. */
    public Uni<Optional<Long>> proved(String email) {
        return door.acrossOrganisations(
                        Purpose.ACCOUNT,
                        () -> sql.first(
                                "select id from account where lower(email) = lower($1) and email_verified", email))
                .map(row -> Optional.ofNullable(row).map(found -> ((Number) found[0]).longValue()));
    }

    /**
     * Opens the account of an address that has just been proved, or takes it over from whoever opened it before.
     *
     * @return primary key; fails with INVALID when the password cannot be used
     */
    public Uni<Long> open(String email, String password) {
        return accounts.find(email).chain(found -> accounts.register(email, password)
                .call(id -> found == null
                        ? prove(id, null)
                        : passwords.hash(password, PasswordPolicy.of(email)).chain(hash -> prove(id, hash))));
    }

    private Uni<Void> prove(long account, String hash) {
        return door.acrossOrganisations(Purpose.ACCOUNT, () -> sql.update(
                        "update account set email_verified = true, updated_at = now(),"
                                + " password_hash = coalesce($2::varchar, password_hash) where id = $1",
                        account,
                        hash)
                .chain(() ->
                        hash == null ? Uni.createFrom().voidItem() : sessions.endAll(account, Sessions.End.PASSWORD)));
    }
}
