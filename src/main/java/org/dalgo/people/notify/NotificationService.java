package org.dalgo.people.notify;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.people.notify.mail.Mails;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.stream.OrgStream;
import org.dalgo.platform.stream.Topic;

/** Tells people of an organisation what happened, on the channels that they chose, and keeps what they were told. */
@ApplicationScoped
public class NotificationService {

    /** Level of the lowest role that hears of failures: who may run a pipeline hears when it fails. */
    private static final int PIPELINE_MANAGER = 3;

    private static final String AUTHOR = "Dalgo";

    private static final String TELL =
            """
            with told as (insert into notification (org, author, message, urgent)
                          values ($1::bigint, $2::varchar, $3::text, $4::boolean) returning id),
            heard as (insert into notification_recipient (notification, org, account)
                      select told.id, m.org, m.account
                      from told, membership m join role r on r.id = m.role join account a on a.id = m.account
                      where m.org = $1::bigint and r.level >= $5::integer and a.active returning account)
            select (select id from told),
                   (select array_agg(a.email order by a.id) from heard
                    join member_preference p on p.org = $1::bigint and p.account = heard.account
                         and p.email_notifications
                    join account a on a.id = heard.account)
            """;

    private final Door door;
    private final Sql sql;
    private final Mails mails;
    private final ChatDelivery chat;
    private final OrgStream stream;
    private final NotificationRepository notifications;
    private final NotifyConfig config;

    @Inject
    NotificationService(
            Door door,
            Sql sql,
            Mails mails,
            ChatDelivery chat,
            OrgStream stream,
            NotificationRepository notifications,
            NotifyConfig config) {
        this.door = door;
        this.sql = sql;
        this.mails = mails;
        this.chat = chat;
        this.stream = stream;
        this.notifications = notifications;
        this.config = config;
    }

    /**
     * Tells those who may run pipelines: a notification for each, a mail for those who want mails, a message in the
     * organisation's chat if it has one. Joins the unit of work in hand, so that what did not happen is not told.
     */
    public Uni<Void> tellManagers(OrgId org, Notice notice) {
        return sql.first(TELL, org.value(), AUTHOR, notice.message(), notice.urgent(), PIPELINE_MANAGER)
                .chain(row -> spread(org, ((Number) row[0]).longValue(), addresses(row[1]), notice));
    }

    /** A page of what the member was told, newest first. */
    Uni<NotificationPage> page(Caller member, int page, int limit, Optional<Boolean> read) {
        return door.enter(member.org(), () -> notifications.page(member.org(), member.account(), page, limit, read));
    }

    /** Marks those of the ids that are the member's own. */
    Uni<Integer> mark(Caller member, List<Long> ids, boolean read) {
        return door.enter(member.org(), () -> notifications.mark(member.org(), member.account(), ids, read));
    }

    /** Marks all as read; answers how many were not. */
    Uni<Integer> markAll(Caller member) {
        return door.enter(member.org(), () -> notifications.markAll(member.org(), member.account()));
    }

    /** How many the member has not read. */
    Uni<Long> unread(Caller member) {
        return door.enter(member.org(), () -> notifications.unread(member.org(), member.account()));
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return door.acrossOrganisations(Purpose.HOUSEKEEPING, () -> notifications.forget(config.kept()))
                .replaceWithVoid();
    }

    private Uni<Void> spread(OrgId org, long id, List<String> addresses, Notice notice) {
        return chat.queue(org, id)
                .chain(() -> InTurn.each(
                        addresses, address -> mails.queue(notice.mail(), address, org, notice.mailValues())))
                // Only that there is something: whose it is, is found out by asking.
                .chain(() -> stream.publish(org, Topic.NOTIFICATION, Map.of("id", id)));
    }

    private static List<String> addresses(Object column) {
        return column == null ? List.of() : List.of((String[]) column);
    }
}
