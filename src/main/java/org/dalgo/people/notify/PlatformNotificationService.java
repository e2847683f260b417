package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.notify.chat.NotifyConfig;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.orgevent.OrgEventTopic;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Notifies the operators of requests of an organisation. */
@ApplicationScoped
public class PlatformNotificationService {

    private final TenantTransactions tenantTransactions;
    private final NotificationRepository notifications;
    private final MailQueue mailQueue;
    private final OrgEventLog stream;
    private final NotifyConfig config;

    @Inject
    PlatformNotificationService(
            TenantTransactions tenantTransactions,
            NotificationRepository notifications,
            MailQueue mailQueue,
            OrgEventLog stream,
            NotifyConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.notifications = notifications;
        this.mailQueue = mailQueue;
        this.stream = stream;
        this.config = config;
    }

    /**
     * Notifies platform administrators, and sends a mail to the configured address or, without one, to each of them. Joins
     * the current unit of work.
     *
     * @param org organisation that requests it
     */
    public Uni<Void> notifyAdministrators(OrgId org, NotificationMessage message) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.PLATFORM_REQUEST, () -> addresses()
                .chain(addresses -> Unis.sequentially(
                        addresses, address -> mailQueue.enqueue(message.mail(), address, org, message.mailValues())))
                .chain(() -> notifications.insertForAdministrators(message.message(), message.urgent()))
                .chain(all -> Unis.sequentially(
                        all,
                        added -> stream.publish(added.org(), OrgEventTopic.NOTIFICATION, Map.of("id", added.id())))));
    }

    private Uni<List<String>> addresses() {
        return config.platformAddress().isPresent()
                ? Uni.createFrom().item(List.of(config.platformAddress().get()))
                : notifications.administratorAddresses();
    }
}
