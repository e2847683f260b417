package org.dalgo.people.notify.chat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What an organisation chose: whether notifications also go into its chat, and where that is. */
@ApplicationScoped
public class OrgPreferenceService {

    /**
     * The choice as it stands.
     *
     * @param webhook null when none is stored
     */
    public record OrgPreferenceView(String orgName, boolean chat, ChatWebhook webhook) {}

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final SecretCipher secretCipher;
    private final AuditLog auditLog;
    private final NotifyConfig config;

    @Inject
    OrgPreferenceService(
            TenantTransactions tenantTransactions,
            Sql sql,
            SecretCipher secretCipher,
            AuditLog auditLog,
            NotifyConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.secretCipher = secretCipher;
        this.auditLog = auditLog;
        this.config = config;
    }

    /** The choice; the defaults when there is no choice. */
    public Uni<OrgPreferenceView> get(OrgId org) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.firstRow(
                                "select o.name, coalesce(p.chat_notifications, false) as chat_notifications,"
                                        + " p.chat_webhook from org o left join org_preference p on p.org_id = o.id where o.id = $1",
                                org.value()))
                .map(row -> new OrgPreferenceView(
                        row.text("name"),
                        row.bool("chat_notifications"),
                        row.isNull("chat_webhook") ? null : open(org, row.bytes("chat_webhook"))));
    }

    /**
     * Switches the chat on or off. Off deletes the webhook.
     *
     * @param typed address of the webhook; empty keeps the stored one
     * @return the choice after it; fails with BAD_REQUEST when there is no address, INVALID when it is not acceptable
     */
    public Uni<OrgPreferenceView> setChat(OrgId org, boolean on, Optional<String> typed) {
        return Uni.createFrom()
                .item(() -> typed.map(text -> ChatWebhook.parse(text, config.chatHosts(), config.plainChat())))
                .chain(webhook -> tenantTransactions.inOrg(org, () -> (on ? enableChat(org, webhook) : disableChat(org))
                        .chain(() -> auditLog.record(
                                org, AuditAction.UPDATE, "org_preference", null, Map.of("chat_notifications", on)))))
                .chain(() -> get(org));
    }

    private Uni<Void> enableChat(OrgId org, Optional<ChatWebhook> webhook) {
        if (webhook.isEmpty()) {
            return sql.update(
                            "update org_preference set chat_notifications = true"
                                    + " where org_id = $1 and chat_webhook is not null",
                            org.value())
                    .invoke(count -> {
                        if (count == 0) {
                            throw Failure.badRequest("a webhook is needed to send notifications to the chat");
                        }
                    })
                    .replaceWithVoid();
        }
        byte[] sealed =
                secretCipher.seal(Secret.of(webhook.get().reveal()), owner(org)).bytes();
        return sql.update(
                        "insert into org_preference as p (org_id, chat_notifications, chat_webhook)"
                                + " values ($1, true, $2)"
                                + " on conflict (org_id) do update set chat_notifications = true,"
                                + " chat_webhook = excluded.chat_webhook",
                        org.value(),
                        Buffer.buffer(sealed))
                .replaceWithVoid();
    }

    private Uni<Void> disableChat(OrgId org) {
        return sql.update(
                        "update org_preference set chat_notifications = false, chat_webhook = null where org_id = $1",
                        org.value())
                .replaceWithVoid();
    }

    private ChatWebhook open(OrgId org, byte[] sealed) {
        return ChatWebhook.ofStored(
                secretCipher.open(SealedSecret.of(sealed), owner(org)).reveal());
    }

    /** What the webhook is sealed for. */
    static String owner(OrgId org) {
        return "chat webhook of org " + org;
    }
}
