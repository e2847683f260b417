package org.dalgo.people.notify.chat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Queries over the choices of organisations. All join the current transaction. */
@ApplicationScoped
class OrgPreferenceRepository {

    /**
     * The choice as it is stored.
     *
     * @param webhook sealed; null when there is none
     */
    record StoredOrgPreference(String orgName, boolean chat, byte[] webhook) {}

    private final Sql sql;

    @Inject
    OrgPreferenceRepository(Sql sql) {
        this.sql = sql;
    }

    /** The choice; the defaults when there is none. */
    Uni<StoredOrgPreference> find(OrgId org) {
        return sql.firstRow(
                        "select o.name, coalesce(p.chat_notifications, false) as chat_notifications,"
                                + " p.chat_webhook from org o left join org_preference p on p.org_id = o.id where o.id = $1",
                        org.value())
                .map(row -> new StoredOrgPreference(
                        row.text("name"), row.bool("chat_notifications"), row.bytes("chat_webhook")));
    }

    /** Switches the chat on with the stored webhook; answers false when there is none. */
    Uni<Boolean> enableChat(OrgId org) {
        return sql.update(
                        "update org_preference set chat_notifications = true"
                                + " where org_id = $1 and chat_webhook is not null",
                        org.value())
                .map(count -> count > 0);
    }

    /** Switches the chat on with another webhook, sealed. */
    Uni<Void> enableChat(OrgId org, byte[] webhook) {
        return sql.update(
                        "insert into org_preference as p (org_id, chat_notifications, chat_webhook)"
                                + " values ($1, true, $2)"
                                + " on conflict (org_id) do update set chat_notifications = true,"
                                + " chat_webhook = excluded.chat_webhook",
                        org.value(),
                        Buffer.buffer(webhook))
                .replaceWithVoid();
    }

    /** Switches the chat off and deletes the webhook. */
    Uni<Void> disableChat(OrgId org) {
        return sql.update(
                        "update org_preference set chat_notifications = false, chat_webhook = null where org_id = $1",
                        org.value())
                .replaceWithVoid();
    }
}
