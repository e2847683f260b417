package org.dalgo.people.auth.signin;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.Sql;

/**
 * Queries over the networks that people signed in from, and over what sign-in needs of accounts. All join the current
 * transaction, which spans organisations.
 */
@ApplicationScoped
class SignInRepository {

    private final Sql sql;

    @Inject
    SignInRepository(Sql sql) {
        this.sql = sql;
    }

    /** The account of that address, or null. */
    Uni<SignInAccount> findAccount(String email) {
        return sql.firstRow(
                        "select id, email, password_hash, active, email_verified, can_create_orgs,"
                                + " is_consultant, is_platform_admin from account where lower(email) = lower($1)",
                        email)
                .map(row -> row == null
                        ? null
                        : new SignInAccount(
                                row.longValue("id"),
                                row.text("email"),
                                row.text("password_hash"),
                                row.bool("active"),
                                row.bool("email_verified"),
                                row.bool("can_create_orgs"),
                                row.bool("is_consultant"),
                                row.bool("is_platform_admin")));
    }

    /** Replaces the hash of an unchanged password. */
    Uni<Void> replaceHash(SignInAccount account, String hash) {
        return sql.update(
                        "update account set password_hash = $2, updated_at = now()"
                                + " where id = $1 and password_hash = $3",
                        account.id(),
                        hash,
                        account.hash())
                .replaceWithVoid();
    }

    /** Whether the account of that address signed in from that network before. */
    Uni<Boolean> isKnownNetwork(String email, Buffer networkHash) {
        return sql.firstRow(
                        "select 1 from sign_in_network n join account a on a.id = n.account_id"
                                + " where lower(a.email) = lower($1) and n.network_hash = $2",
                        email,
                        networkHash)
                .map(row -> row != null);
    }

    Uni<Void> rememberNetwork(long account, Buffer networkHash) {
        return sql.update(
                        "insert into sign_in_network (account_id, network_hash) values ($1, $2)"
                                + " on conflict (account_id, network_hash) do update set last_used_at = now()",
                        account,
                        networkHash)
                .replaceWithVoid();
    }
}
