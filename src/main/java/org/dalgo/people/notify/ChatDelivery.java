package org.dalgo.people.notify;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.Jobs;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secrets;

/**
 * Brings notifications into an organisation's chat channel, in the background and with a log of what came of it. When a
 * process dies between posting and saying so, the channel may get the message twice.
 */
@ApplicationScoped
class ChatDelivery implements JobHandler {

    private static final String JOB = "chat";

    private static final String TO_SEND =
            """
            select d.state, n.message, p.chat_webhook
            from chat_delivery d
            join notification n on n.id = d.notification
            left join org_preference p on p.org = d.org and p.chat_notifications
            where d.org = $1 and d.id = $2
            """;

    private final Door door;
    private final Sql sql;
    private final Jobs jobs;
    private final Secrets secrets;
    private final ChatPost chat;

    @Inject
    ChatDelivery(Door door, Sql sql, Jobs jobs, Secrets secrets, ChatPost chat) {
        this.door = door;
        this.sql = sql;
        this.jobs = jobs;
        this.secrets = secrets;
        this.chat = chat;
    }

    /** Asks for the post, if the organisation wants such. Joins the unit of work in hand. */
    Uni<Void> queue(OrgId org, long notification) {
        return sql.first(
                        "insert into chat_delivery (org, notification) select org, $2::bigint from org_preference"
                                + " where org = $1 and chat_notifications and chat_webhook is not null returning id",
                        org.value(),
                        notification)
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : jobs.add(JOB, org, Map.of("delivery", row[0])).replaceWithVoid());
    }

    @Override
    public String kind() {
        return JOB;
    }

    /** With pauses of up to ten minutes: most of a working day. */
    @Override
    public int attempts() {
        return 50;
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Uni<Void> run(Job job) {
        long id = job.payload().path("delivery").asLong();
        return door.enter(job.org(), () -> sql.first(TO_SEND, job.org().value(), id))
                .chain(row -> row == null || !"queued".equals(row[0])
                        ? Uni.createFrom().voidItem()
                        : deliver(job.org(), id, row));
    }

    @Override
    public Uni<Void> gaveUp(Job job, Throwable cause) {
        return end(job.org(), job.payload().path("delivery").asLong(), "failed");
    }

    private Uni<Void> deliver(OrgId org, long id, Object[] row) {
        if (row[2] == null) {
            return fail(org, id, "the organisation no longer wants messages in its chat");
        }
        return chat.send(open(org, row[2]), (String) row[1])
                .chain(() -> end(org, id, "sent"))
                .onFailure(UpstreamFailure.class)
                .recoverWithUni(failure -> judge(org, id, (UpstreamFailure) failure));
    }

    private Uni<Void> judge(OrgId org, long id, UpstreamFailure failure) {
        if (failure.kind() == UpstreamFailure.Kind.INVALID) {
            return fail(org, id, failure.detail());
        }
        return door.enter(
                        org,
                        () -> sql.update(
                                "update chat_delivery set attempts = attempts + 1, last_error = $3"
                                        + " where org = $1 and id = $2",
                                org.value(),
                                id,
                                failure.detail()))
                .replaceWithVoid()
                .onItem()
                .failWith(() -> failure);
    }

    private Uni<Void> fail(OrgId org, long id, String reason) {
        return door.enter(
                        org,
                        () -> sql.update(
                                "update chat_delivery set state = 'failed', attempts = attempts + 1, last_error = $3"
                                        + " where org = $1 and id = $2",
                                org.value(),
                                id,
                                reason))
                .replaceWithVoid();
    }

    private Uni<Void> end(OrgId org, long id, String state) {
        return door.enter(
                        org,
                        () -> sql.update(
                                "update chat_delivery set state = $3::varchar,"
                                        + " attempts = attempts + case when $3::varchar = 'sent' then 1 else 0 end,"
                                        + " sent_at = case when $3::varchar = 'sent' then now() end"
                                        + " where org = $1 and id = $2",
                                org.value(),
                                id,
                                state))
                .replaceWithVoid();
    }

    private ChatWebhook open(OrgId org, Object column) {
        byte[] bytes = column instanceof Buffer buffer ? buffer.getBytes() : (byte[]) column;
        return ChatWebhook.stored(
                secrets.open(SealedSecret.of(bytes), OrgPreferences.owner(org)).reveal());
    }
}
