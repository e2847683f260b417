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
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Notifies the operators of requests of an organisation. */
@ApplicationScoped
public class PlatformNotificationService {

    /** Notifications belong to a membership: each administrator reads theirs in the organisation that they joined first. */
    private static final String INSERT_NOTIFICATIONS =
            """
            with admin as (
                select distinct on (a.id) a.id as account, m.org_id
                from account a join membership m on m.account_id = a.id and m.active
                where a.is_platform_admin and a.active
                order by a.id, m.id),
            added as (
                insert into notification (org_id, author, message, urgent)
                select distinct org_id, 'Dalgo', $1::text, $2::boolean from admin returning id, org_id),
            received as (
                insert into notification_recipient (notification_id, org_id, account_id)
                select n.id, n.org_id, admin.account from added n join admin on admin.org_id = n.org_id)
            select org_id, id from added
            """;

    private static final String ADDRESSES =
            "select email from account where is_platform_admin and active order by id limit 50";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final MailQueue mailQueue;
    private final OrgEventLog stream;
    private final NotifyConfig config;

    @Inject
    PlatformNotificationService(
            TenantTransactions tenantTransactions,
            Sql sql,
            MailQueue mailQueue,
            OrgEventLog stream,
            NotifyConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
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
                .chain(() -> sql.rows(INSERT_NOTIFICATIONS, message.message(), message.urgent()))
                .chain(rows -> Unis.sequentially(
                        rows,
                        row -> stream.publish(
                                row.org("org_id"), OrgEventTopic.NOTIFICATION, Map.of("id", row.longValue("id"))))));
    }

    private Uni<List<String>> addresses() {
        return config.platformAddress().isPresent()
                ? Uni.createFrom().item(List.of(config.platformAddress().get()))
                : sql.rows(ADDRESSES)
                        .map(rows -> rows.stream().map(row -> row.text("email")).toList());
    }
}
