package org.dalgo.people.notify.chat;

import io.smallrye.mutiny.Uni;
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
    private final OrgPreferenceRepository preferences;
    private final SecretCipher secretCipher;
    private final AuditLog auditLog;
    private final NotifyConfig config;

    @Inject
    OrgPreferenceService(
            TenantTransactions tenantTransactions,
            OrgPreferenceRepository preferences,
            SecretCipher secretCipher,
            AuditLog auditLog,
            NotifyConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.preferences = preferences;
        this.secretCipher = secretCipher;
        this.auditLog = auditLog;
        this.config = config;
    }

    /** The choice; the defaults when there is no choice. */
    public Uni<OrgPreferenceView> get(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> preferences.find(org))
                .map(stored -> new OrgPreferenceView(
                        stored.orgName(),
                        stored.chat(),
                        stored.webhook() == null ? null : open(org, stored.webhook())));
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
                .chain(webhook -> tenantTransactions.inOrg(org, () -> (on
                                ? enableChat(org, webhook)
                                : preferences.disableChat(org))
                        .chain(() -> auditLog.record(
                                org, AuditAction.UPDATE, "org_preference", null, Map.of("chat_notifications", on)))))
                .chain(() -> get(org));
    }

    private Uni<Void> enableChat(OrgId org, Optional<ChatWebhook> webhook) {
        if (webhook.isEmpty()) {
            return preferences
                    .enableChat(org)
                    .invoke(enabled -> {
                        if (!enabled) {
                            throw Failure.badRequest("a webhook is needed to send notifications to the chat");
                        }
                    })
                    .replaceWithVoid();
        }
        byte[] sealed =
                secretCipher.seal(Secret.of(webhook.get().reveal()), owner(org)).bytes();
        return preferences.enableChat(org, sealed);
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
