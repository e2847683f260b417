package org.dalgo.people.account;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.platform.tenancy.Sql;

/** Queries over accounts. All join the current transaction, which spans organisations. */
@ApplicationScoped
class AccountRepository implements PanacheRepository<Account> {

    /** An account that may sign in. */
    record ActiveAccount(long id, String email, boolean verified) {}

    @Inject
    Sql sql;

    Uni<Account> findByEmail(String email) {
        return find("lower(email) = lower(?1)", email).firstResult();
    }

    Uni<Optional<ActiveAccount>> findActive(String email) {
        return sql.firstRow(
                        "select id, email, email_verified from account where lower(email) = lower($1) and active",
                        email)
                .map(row -> Optional.ofNullable(row)
                        .map(found -> new ActiveAccount(
                                found.longValue("id"), found.text("email"), found.bool("email_verified"))));
    }

    /** Primary key of the account of that address whose owner has proved it. */
    Uni<Optional<Long>> findVerified(String email) {
        return sql.firstRow("select id from account where lower(email) = lower($1) and email_verified", email)
                .map(row -> Optional.ofNullable(row).map(found -> found.longValue("id")));
    }

    /** Hash of the account's password; null when there is no such account. */
    Uni<String> passwordHash(long account) {
        return sql.firstRow("select password_hash from account where id = $1", account)
                .map(row -> row == null ? null : row.text("password_hash"));
    }

    /** Whether there is no account at all. */
    Uni<Boolean> isEmpty() {
        return sql.firstRow("select id from account limit 1").map(row -> row == null);
    }

    /** Adds an account; an existing one of that address stays as it is. */
    Uni<Void> insert(String email, String hash) {
        return sql.update(
                        "insert into account (email, password_hash) values ($1, $2)"
                                + " on conflict (lower(email)) do nothing",
                        email,
                        hash)
                .replaceWithVoid();
    }

    Uni<Void> activate(long account) {
        return sql.update("update account set active = true, updated_at = now() where id = $1", account)
                .replaceWithVoid();
    }

    Uni<Void> deactivate(long account) {
        return sql.update("update account set active = false, updated_at = now() where id = $1", account)
                .replaceWithVoid();
    }

    /** Makes the person an administrator of the platform, whose address needs no further proof. */
    Uni<Void> promote(long account) {
        return sql.update(
                        "update account set is_platform_admin = true, can_create_orgs = true, email_verified = true,"
                                + " active = true, updated_at = now() where id = $1",
                        account)
                .replaceWithVoid();
    }

    /** Answers the address of the account; null when there is no such account. */
    Uni<String> replacePassword(long account, String hash) {
        return sql.firstRow(
                        "update account set password_hash = $2, updated_at = now() where id = $1 returning email",
                        account,
                        hash)
                .map(row -> row == null ? null : row.text("email"));
    }

    /**
     * Records that the address of the account is proved.
     *
     * @param hash of a new password; null to keep the present one
     */
    Uni<Void> markVerified(long account, String hash) {
        return sql.update(
                        "update account set email_verified = true, updated_at = now(),"
                                + " password_hash = coalesce($2::varchar, password_hash) where id = $1",
                        account,
                        hash)
                .replaceWithVoid();
    }

    /** Records that the address is proved, if the account still has it. */
    Uni<Void> markEmailVerified(long account, String email) {
        return sql.update(
                        "update account set email_verified = true, updated_at = now()"
                                + " where id = $1 and lower(email) = lower($2)",
                        account,
                        email)
                .replaceWithVoid();
    }

    /** As {@link #markEmailVerified}, but leaves {@code updated_at}, which the change of the password sets. */
    Uni<Void> markEmailVerifiedByReset(long account, String email) {
        return sql.update(
                        "update account set email_verified = email_verified or lower(email) = lower($2) where id = $1",
                        account,
                        email)
                .replaceWithVoid();
    }

    /** Gives the account a proved address; answers the one before, empty when another account has the new one. */
    Uni<Optional<String>> changeEmail(long account, String email) {
        return sql.firstRow(
                        "with before as (select id, email from account where id = $1 for update)"
                                + " update account a set email = $2, email_verified = true, updated_at = now()"
                                + " from before where a.id = before.id and not exists"
                                + " (select from account o where lower(o.email) = lower($2) and o.id <> $1)"
                                + " returning before.email",
                        account,
                        email)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("email")));
    }
}
