package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.people.notify.chat.ChatDelivery;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.orgevent.OrgEventTopic;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Notifies members of an organisation on the channels that they chose, and keeps their notifications. */
@ApplicationScoped
public class NotificationService {

    private final TenantTransactions tenantTransactions;
    private final MailQueue mailQueue;
    private final ChatDelivery chat;
    private final OrgEventLog stream;
    private final NotificationRepository notifications;

    @Inject
    NotificationService(
            TenantTransactions tenantTransactions,
            MailQueue mailQueue,
            ChatDelivery chat,
            OrgEventLog stream,
            NotificationRepository notifications) {
        this.tenantTransactions = tenantTransactions;
        this.mailQueue = mailQueue;
        this.chat = chat;
        this.stream = stream;
        this.notifications = notifications;
    }

    /**
     * Notifies active members who may run pipelines: a notification for each, a mail to those who chose mails, and a
     * message in the organisation's chat. Joins the current unit of work.
     */
    public Uni<Void> notifyManagers(OrgId org, NotificationMessage notificationMessage) {
        return notifications
                .insertForManagers(org, notificationMessage.message(), notificationMessage.urgent())
                .chain(added -> propagate(org, added.id(), added.addresses(), notificationMessage));
    }

    /** A page of the member's notifications, newest first. */
    Uni<NotificationPage> page(Caller member, int page, int limit, Optional<Boolean> read) {
        return tenantTransactions.inOrg(
                member.org(), () -> notifications.page(member.org(), member.account(), page, limit, read));
    }

    /** Marks those of the ids that are the member's own. */
    Uni<Integer> mark(Caller member, List<Long> ids, boolean read) {
        return tenantTransactions.inOrg(
                member.org(), () -> notifications.mark(member.org(), member.account(), ids, read));
    }

    /** Marks all as read; answers how many were not. */
    Uni<Integer> markAll(Caller member) {
        return tenantTransactions.inOrg(member.org(), () -> notifications.markAll(member.org(), member.account()));
    }

    /** How many the member has not read. */
    Uni<Long> countUnread(Caller member) {
        return tenantTransactions.inOrg(member.org(), () -> notifications.countUnread(member.org(), member.account()));
    }

    private Uni<Void> propagate(OrgId org, long id, List<String> addresses, NotificationMessage notificationMessage) {
        return chat.enqueue(org, id)
                .chain(() -> Unis.sequentially(
                        addresses,
                        address -> mailQueue.enqueue(
                                notificationMessage.mail(), address, org, notificationMessage.mailValues())))
                // The event carries no content: each client requests its own count.
                .chain(() -> stream.publish(org, OrgEventTopic.NOTIFICATION, Map.of("id", id)));
    }
}
