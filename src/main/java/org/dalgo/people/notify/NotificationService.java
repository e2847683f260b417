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
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Notifies members of an organisation on the channels that they chose, and keeps their notifications. */
@ApplicationScoped
public class NotificationService {

    /** Level of the lowest role that is notified: the one that may run pipelines. */
    private static final int PIPELINE_MANAGER = 3;

    private static final String AUTHOR = "Dalgo";

    private static final String INSERT_NOTIFICATION =
            """
            with added as (insert into notification (org_id, author, message, urgent)
                          values ($1::bigint, $2::varchar, $3::text, $4::boolean) returning id),
            received as (insert into notification_recipient (notification_id, org_id, account_id)
                      select added.id, m.org_id, m.account_id
                      from added, membership m join role r on r.id = m.role_id join account a on a.id = m.account_id
                      where m.org_id = $1::bigint and r.level >= $5::integer and m.active and a.active
                      returning account_id)
            select (select id from added) as id,
                   (select array_agg(a.email order by a.id) from received
                    join member_preference p on p.org_id = $1::bigint and p.account_id = received.account_id
                         and p.email_notifications
                    join account a on a.id = received.account_id) as addresses
            """;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final MailQueue mailQueue;
    private final ChatDelivery chat;
    private final OrgEventLog stream;
    private final NotificationRepository notifications;

    @Inject
    NotificationService(
            TenantTransactions tenantTransactions,
            Sql sql,
            MailQueue mailQueue,
            ChatDelivery chat,
            OrgEventLog stream,
            NotificationRepository notifications) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
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
        return sql.firstRow(
                        INSERT_NOTIFICATION,
                        org.value(),
                        AUTHOR,
                        notificationMessage.message(),
                        notificationMessage.urgent(),
                        PIPELINE_MANAGER)
                .chain(row -> propagate(
                        org,
                        row.longValue("id"),
                        row.isNull("addresses") ? List.of() : row.texts("addresses"),
                        notificationMessage));
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
