package org.dalgo.people.notify.mail;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Rows of the delivery log. All methods join the current transaction; that of all but {@link #insert} spans organisations. */
@ApplicationScoped
class MailDeliveryRepository {

    /**
     * A mail that waits to be sent.
     *
     * @param contents sealed values of its template
     * @param activeMember whether the recipient is an active member of the organisation on whose behalf it is sent
     */
    record QueuedMail(MailKind kind, String recipient, byte[] contents, boolean activeMember) {}

    /**
     * A mail whose contents are kept.
     *
     * @param state {@code queued}, {@code sent} or {@code failed}
     * @param error of the last attempt, or null
     * @param contents sealed values of its template
     */
    record StoredMail(
            long id, Instant at, String recipient, String state, String error, MailKind kind, byte[] contents) {}

    private static final String SELECT =
            "select id, created_at, recipient, state, last_error, kind, contents from mail_delivery"
                    + " where contents is not null";

    private static final String TO_SEND =
            """
            select d.kind, d.recipient, d.contents,
                   exists (select from membership m join account a on a.id = m.account_id
                           where m.org_id = d.org_id and m.active and a.active and lower(a.email) = lower(d.recipient))
                       as active_member
            from mail_delivery d
            where d.id = $1 and d.state = 'queued'
            """;

    private final Sql sql;

    @Inject
    MailDeliveryRepository(Sql sql) {
        this.sql = sql;
    }

    /**
     * Stores a mail that is to be sent; answers its key.
     *
     * @param org on whose behalf, or null
     * @param contents sealed values of its template
     */
    Uni<Long> insert(OrgId org, MailKind kind, String recipient, byte[] contents) {
        return sql.firstRow(
                        "insert into mail_delivery (org_id, kind, recipient, contents)"
                                + " values ($1::bigint, $2, $3, $4) returning id",
                        org == null ? null : org.value(),
                        kind.name(),
                        recipient,
                        Buffer.buffer(contents))
                .map(row -> row.longValue("id"));
    }

    /** The mail, or null when it does not wait any more. */
    Uni<QueuedMail> findQueued(long id) {
        return sql.firstRow(TO_SEND, id)
                .map(row -> row == null
                        ? null
                        : new QueuedMail(
                                MailKind.valueOf(row.text("kind")),
                                row.text("recipient"),
                                row.bytes("contents"),
                                row.bool("active_member")));
    }

    /** The newest mails whose contents are kept, newest first. */
    Uni<List<StoredMail>> newest(int limit) {
        return sql.rows(SELECT + " order by id desc limit $1", limit)
                .map(rows -> rows.stream().map(MailDeliveryRepository::stored).toList());
    }

    /** The mail, if its contents are kept. */
    Uni<Optional<StoredMail>> find(long id) {
        return sql.firstRow(SELECT + " and id = $1", id)
                .map(row -> Optional.ofNullable(row).map(MailDeliveryRepository::stored));
    }

    Uni<Void> markSent(long id, boolean keepContents) {
        return sql.update(
                        "update mail_delivery set state = 'sent', sent_at = now(), attempts = attempts + 1,"
                                + " contents = case when $2::boolean then contents end where id = $1",
                        id,
                        keepContents)
                .replaceWithVoid();
    }

    /** Counts an attempt that will be repeated. */
    Uni<Void> recordFailure(long id, String error) {
        return sql.update("update mail_delivery set attempts = attempts + 1, last_error = $2 where id = $1", id, error)
                .replaceWithVoid();
    }

    /** Counts the last attempt: the server will never take the mail. */
    Uni<Void> reject(long id, String error) {
        return sql.update(
                        "update mail_delivery set attempts = attempts + 1, last_error = $2, state = 'failed',"
                                + " contents = null where id = $1",
                        id,
                        error)
                .replaceWithVoid();
    }

    /** Ends a mail that was tried often enough. */
    Uni<Void> giveUp(long id) {
        return sql.update(
                        "update mail_delivery set state = 'failed', contents = null,"
                                + " last_error = coalesce(last_error, 'it could not be written') where id = $1",
                        id)
                .replaceWithVoid();
    }

    /** Ends a mail whose recipient has left the organisation meanwhile. */
    Uni<Void> discard(long id) {
        return sql.update(
                        "update mail_delivery set state = 'failed', contents = null,"
                                + " last_error = 'the recipient is no active member of the organisation' where id = $1",
                        id)
                .replaceWithVoid();
    }

    private static StoredMail stored(Row row) {
        return new StoredMail(
                row.longValue("id"),
                row.instant("created_at"),
                row.text("recipient"),
                row.text("state"),
                row.text("last_error"),
                MailKind.valueOf(row.text("kind")),
                row.bytes("contents"));
    }
}
