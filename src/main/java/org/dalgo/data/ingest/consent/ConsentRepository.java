package org.dalgo.data.ingest.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Consents under way. All methods join the current unit of work. */
@ApplicationScoped
class ConsentRepository {

    /** As long as a person may take to find the right Google account, and then again to fill in the form. */
    private static final String LIFETIME = "interval '10 minutes'";

    /** A consent that was requested and is not answered yet. */
    record PendingConsent(long id, OrgId org) {}

    /** A consent that was given. */
    record GrantedConsent(long id, long account, UUID definition, SealedSecret token) {}

    private final Sql sql;

    @Inject
    ConsentRepository(Sql sql) {
        this.sql = sql;
    }

    Uni<Integer> request(Caller by, UUID definition, Buffer stateHash) {
        return sql.update(
                "insert into google_consent (org_id, account_id, airbyte_source_definition_id, state_hash, expires_at)"
                        + " values ($1, $2, $3, $4, now() + " + LIFETIME + ")",
                by.org().value(),
                by.account(),
                definition,
                stateHash);
    }

    /** The request with that state, which is used up by this. Across organisations: the answer comes without one. */
    Uni<Optional<PendingConsent>> consumeState(Buffer stateHash) {
        return sql.firstRow(
                        "update google_consent set state_hash = null where state_hash = $1 and expires_at > now()"
                                + " returning id, org_id",
                        stateHash)
                .map(row -> Optional.ofNullable(row)
                        .map(found -> new PendingConsent(found.longValue("id"), found.org("org_id"))));
    }

    /** Answers whether the consent is still waited for. */
    Uni<Boolean> grant(PendingConsent pendingConsent, Buffer handleHash, SealedSecret token) {
        return sql.update(
                        "update google_consent set handle_hash = $3, token = $4, expires_at = now() + " + LIFETIME
                                + " where org_id = $1 and id = $2",
                        pendingConsent.org().value(),
                        pendingConsent.id(),
                        handleHash,
                        Buffer.buffer(token.bytes()))
                .map(rows -> rows == 1);
    }

    /** The consent of that handle unless it is used or too old; locked until the unit of work ends. */
    Uni<Optional<GrantedConsent>> find(OrgId org, Buffer handleHash) {
        return sql.firstRow(
                        "select id, account_id, airbyte_source_definition_id, token from google_consent"
                                + " where org_id = $1 and handle_hash = $2 and used_at is null and expires_at > now()"
                                + " for update",
                        org.value(),
                        handleHash)
                .map(row -> Optional.ofNullable(row)
                        .map(found -> new GrantedConsent(
                                found.longValue("id"),
                                found.longValue("account_id"),
                                found.uuid("airbyte_source_definition_id"),
                                SealedSecret.of(found.bytes("token")))));
    }

    Uni<Integer> consume(OrgId org, long id) {
        return sql.update("update google_consent set used_at = now() where org_id = $1 and id = $2", org.value(), id);
    }

    /** What it was used for did not come about. */
    Uni<Integer> restore(OrgId org, long id) {
        return sql.update("update google_consent set used_at = null where org_id = $1 and id = $2", org.value(), id);
    }

    Uni<Integer> delete(OrgId org, long id) {
        return sql.update("delete from google_consent where org_id = $1 and id = $2", org.value(), id);
    }
}
