package org.dalgo.people.account.token;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.tenancy.Sql;

/**
 * One-time tokens of the links in mails. Only a hash of a token is stored; a new one for the same purpose takes the
 * place of the old one. All methods join the current transaction.
 */
@ApplicationScoped
public class OneTimeTokenRepository {

    /**
     * A token that was good.
     *
     * @param email the address it was sent to
     */
    public record Redeemed(long account, TokenPurpose purpose, String email) {}

    private final Sql sql;
    private final AccountConfig config;

    @Inject
    OneTimeTokenRepository(Sql sql, AccountConfig config) {
        this.sql = sql;
        this.config = config;
    }

    /** A new token, which goes into a mail and nowhere else. */
    public Uni<String> issue(long account, TokenPurpose purpose, String email) {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC)
                .plus(purpose == TokenPurpose.PASSWORD_RESET ? config.resetLife() : config.verificationLife());
        return sql.update(
                        "insert into one_time_token (token_hash, account_id, purpose, email, expires_at)"
                                + " values ($1, $2, $3, $4, $5) on conflict (account_id, purpose) do update"
                                + " set token_hash = excluded.token_hash, email = excluded.email,"
                                + " expires_at = excluded.expires_at, created_at = now()",
                        Sha256.of(token),
                        account,
                        purpose.name(),
                        email,
                        end)
                .replaceWith(token);
    }

    /** The address to which the token was sent, if it could be redeemed now. */
    public Uni<Optional<String>> findEmail(String token, TokenPurpose purpose) {
        return sql.firstRow(
                        "select email from one_time_token where token_hash = $1 and purpose = $2 and expires_at > now()",
                        Sha256.of(token),
                        purpose.name())
                .map(row -> Optional.ofNullable(row).map(found -> found.text("email")));
    }

    /** Uses the token up, for one of these purposes; empty when it is unknown, used, replaced or too old. */
    public Uni<Optional<Redeemed>> redeem(String token, TokenPurpose... purposes) {
        String[] names = Arrays.stream(purposes).map(Enum::name).toArray(String[]::new);
        return sql.firstRow(
                        "delete from one_time_token where token_hash = $1 and purpose = any($2) and expires_at > now()"
                                + " returning account_id, purpose, email",
                        Sha256.of(token),
                        names)
                .map(row -> Optional.ofNullable(row)
                        .map(found -> new Redeemed(
                                found.longValue("account_id"),
                                TokenPurpose.valueOf(found.text("purpose")),
                                found.text("email"))));
    }

    /** No link that was sent before opens anything any more. */
    public Uni<Void> deleteAll(long account) {
        return sql.update("delete from one_time_token where account_id = $1", account)
                .replaceWithVoid();
    }
}
