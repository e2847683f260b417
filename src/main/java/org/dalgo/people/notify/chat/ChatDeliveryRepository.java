package org.dalgo.people.notify.chat;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Rows of posts into the chats of organisations. All methods join the current transaction. */
@ApplicationScoped
class ChatDeliveryRepository {

    /**
     * A post with what it takes to send it.
     *
     * @param state {@code queued}, {@code sent} or {@code failed}
     * @param webhook sealed; null when the organisation no longer wants messages in its chat
     */
    record ChatPost(String state, String message, byte[] webhook) {}

    private static final String TO_SEND =
            """
            select d.state, n.message, p.chat_webhook
            from chat_delivery d
            join notification n on n.id = d.notification_id
            left join org_preference p on p.org_id = d.org_id and p.chat_notifications
            where d.org_id = $1 and d.id = $2
            """;

    private final Sql sql;

    @Inject
    ChatDeliveryRepository(Sql sql) {
        this.sql = sql;
    }

    /** Its key; null, and nothing is stored, when the organisation has not chosen chat messages. */
    Uni<Long> insert(OrgId org, long notification) {
        return sql.firstRow(
                        "insert into chat_delivery (org_id, notification_id) select org_id, $2::bigint"
                                + " from org_preference"
                                + " where org_id = $1 and chat_notifications and chat_webhook is not null returning id",
                        org.value(),
                        notification)
                .map(row -> row == null ? null : row.longValue("id"));
    }

    /** The post of that key, or null. */
    Uni<ChatPost> find(OrgId org, long id) {
        return sql.firstRow(TO_SEND, org.value(), id)
                .map(row -> row == null
                        ? null
                        : new ChatPost(row.text("state"), row.text("message"), row.bytes("chat_webhook")));
    }

    /** Counts an attempt that will be repeated. */
    Uni<Void> recordFailure(OrgId org, long id, String reason) {
        return sql.update(
                        "update chat_delivery set attempts = attempts + 1, last_error = $3"
                                + " where org_id = $1 and id = $2",
                        org.value(),
                        id,
                        reason)
                .replaceWithVoid();
    }

    /** Counts the last attempt, which failed. */
    Uni<Void> fail(OrgId org, long id, String reason) {
        return sql.update(
                        "update chat_delivery set state = 'failed', attempts = attempts + 1, last_error = $3"
                                + " where org_id = $1 and id = $2",
                        org.value(),
                        id,
                        reason)
                .replaceWithVoid();
    }

    /** Stores how it ended, and when it was sent. */
    Uni<Void> finish(OrgId org, long id, String state) {
        return sql.update(
                        "update chat_delivery set state = $3::varchar,"
                                + " attempts = attempts + case when $3::varchar = 'sent' then 1 else 0 end,"
                                + " sent_at = case when $3::varchar = 'sent' then now() end"
                                + " where org_id = $1 and id = $2",
                        org.value(),
                        id,
                        state)
                .replaceWithVoid();
    }
}
