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

    private static final String OF_RECIPIENT = " where r.org_id = $1 and r.account_id = $2";

    private final Sql sql;

    @Inject
    NotificationRepository(Sql sql) {
        this.sql = sql;
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
