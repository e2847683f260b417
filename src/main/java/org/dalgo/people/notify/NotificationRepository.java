package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over notifications and their recipients. */
@ApplicationScoped
class NotificationRepository {

    /**
     * A notification of managers.
     *
     * @param addresses of those who chose mails
     */
    record ManagerNotification(long id, List<String> addresses) {}

    /** A notification of the administrators who read theirs in that organisation. */
    record AdministratorNotification(OrgId org, long id) {}

    /** Level of the lowest role that is notified: the one that may run pipelines. */
    private static final int PIPELINE_MANAGER = 3;

    private static final String AUTHOR = "Dalgo";

    private static final String INSERT_FOR_MANAGERS =
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

    /** Notifications belong to a membership: each administrator reads theirs in the organisation that they joined first. */
    private static final String INSERT_FOR_ADMINISTRATORS =
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

    private static final String ADMINISTRATORS =
            "select email from account where is_platform_admin and active order by id limit 50";

    private static final String OF_RECIPIENT = " where r.org_id = $1 and r.account_id = $2";

    private final Sql sql;

    @Inject
    NotificationRepository(Sql sql) {
        this.sql = sql;
    }

    /** A notification for each active member who may run pipelines. */
    Uni<ManagerNotification> insertForManagers(OrgId org, String message, boolean urgent) {
        return sql.firstRow(INSERT_FOR_MANAGERS, org.value(), AUTHOR, message, urgent, PIPELINE_MANAGER)
                .map(row -> new ManagerNotification(
                        row.longValue("id"), row.isNull("addresses") ? List.of() : row.texts("addresses")));
    }

    /** A notification for each administrator of the platform; the transaction spans organisations. */
    Uni<List<AdministratorNotification>> insertForAdministrators(String message, boolean urgent) {
        return sql.rows(INSERT_FOR_ADMINISTRATORS, message, urgent).map(rows -> rows.stream()
                .map(row -> new AdministratorNotification(row.org("org_id"), row.longValue("id")))
                .toList());
    }

    Uni<List<String>> administratorAddresses() {
        return sql.rows(ADMINISTRATORS)
                .map(rows -> rows.stream().map(row -> row.text("email")).toList());
    }

    Uni<NotificationPage> page(OrgId org, long account, int page, int limit, Optional<Boolean> read) {
        return sql.firstRow(
                        "select count(*) as total from notification_recipient r" + OF_RECIPIENT
                                + " and ($3::boolean is null or r.read = $3::boolean)",
                        org.value(),
                        account,
                        read.orElse(null))
                .map(row -> row.longValue("total"))
                .chain(total -> {
                    int pages = (int) Math.max(1, (total + limit - 1) / limit);
                    int found = Math.min(Math.max(1, page), pages);
                    return items(org, account, read, limit, (found - 1) * limit)
                            .map(items -> new NotificationPage(items, found, pages, total));
                });
    }

    Uni<Integer> mark(OrgId org, long account, List<Long> ids, boolean read) {
        return sql.update(
                "update notification_recipient r set read = $4" + OF_RECIPIENT
                        + " and r.notification_id = any($3) and read <> $4",
                org.value(),
                account,
                ids.toArray(Long[]::new),
                read);
    }

    Uni<Integer> markAll(OrgId org, long account) {
        return sql.update(
                "update notification_recipient r set read = true" + OF_RECIPIENT + " and not read",
                org.value(),
                account);
    }

    Uni<Long> countUnread(OrgId org, long account) {
        return sql.firstRow(
                        "select count(*) as unread from notification_recipient r" + OF_RECIPIENT + " and not r.read",
                        org.value(),
                        account)
                .map(row -> row.longValue("unread"));
    }

    private Uni<List<NotificationResponse>> items(
            OrgId org, long account, Optional<Boolean> read, int limit, int offset) {
        return sql.rows(
                        "select n.id, n.author, n.message, n.sent_at, n.urgent, r.read from notification_recipient r"
                                + " join notification n on n.id = r.notification_id"
                                + OF_RECIPIENT
                                + " and ($3::boolean is null or r.read = $3::boolean)"
                                + " order by r.notification_id desc limit $4 offset $5",
                        org.value(),
                        account,
                        read.orElse(null),
                        limit,
                        offset)
                .map(rows -> rows.stream().map(NotificationRepository::item).toList());
    }

    private static NotificationResponse item(Row row) {
        Instant sent = row.instant("sent_at");
        return new NotificationResponse(
                row.longValue("id"),
                row.text("author"),
                row.text("message"),
                sent,
                row.bool("urgent"),
                null,
                sent,
                row.bool("read"));
    }
}
