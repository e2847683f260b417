package org.dalgo.people.notify.chat;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.dalgo.people.notify.delivery.DeliveryMeter;
import org.dalgo.people.notify.delivery.DeliveryMeter.Channel;
import org.dalgo.people.notify.delivery.DeliveryMeter.Outcome;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Posts notifications into an organisation's chat channel in the background, and records the outcome. When a process dies
 * between the post and the record, the channel may get the message twice.
 */
@ApplicationScoped
public class ChatDelivery implements JobHandler {

    private static final String JOB = "chat";

    private static final String TO_SEND =
            """
            select d.state, n.message, p.chat_webhook
            from chat_delivery d
            join notification n on n.id = d.notification_id
            left join org_preference p on p.org_id = d.org_id and p.chat_notifications
            where d.org_id = $1 and d.id = $2
            """;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final JobQueue jobQueue;
    private final SecretCipher secretCipher;
    private final ChatWebhookClient chat;
    private final DeliveryMeter meter;

    @Inject
    ChatDelivery(
            TenantTransactions tenantTransactions,
            Sql sql,
            JobQueue jobQueue,
            SecretCipher secretCipher,
            ChatWebhookClient chat,
            DeliveryMeter meter) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.jobQueue = jobQueue;
        this.secretCipher = secretCipher;
        this.chat = chat;
        this.meter = meter;
    }

    /** Queues the post, if the organisation has chosen chat messages. Joins the current unit of work. */
    public Uni<Void> enqueue(OrgId org, long notification) {
        return sql.firstRow(
                        "insert into chat_delivery (org_id, notification_id) select org_id, $2::bigint"
                                + " from org_preference"
                                + " where org_id = $1 and chat_notifications and chat_webhook is not null returning id",
                        org.value(),
                        notification)
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : jobQueue.enqueue(JOB, org, Map.of("delivery", row.longValue("id")))
                                .replaceWithVoid());
    }

    @Override
    public String kind() {
        return JOB;
    }

    @Override
    public JobLane lane() {
        return JobLane.CHAT;
    }

    /** With pauses of up to ten minutes: most of a working day. */
    @Override
    public int maxAttempts() {
        return 50;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Uni<Void> run(Job job) {
        long id = job.payload().path("delivery").asLong();
        return tenantTransactions
                .inOrg(job.org(), () -> sql.firstRow(TO_SEND, job.org().value(), id))
                .chain(row -> row == null || !"queued".equals(row.text("state"))
                        ? Uni.createFrom().voidItem()
                        : deliver(job.org(), id, row));
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        meter.count(Channel.CHAT, Outcome.GIVEN_UP);
        return finish(job.org(), job.payload().path("delivery").asLong(), "failed");
    }

    private Uni<Void> deliver(OrgId org, long id, Row row) {
        if (row.isNull("chat_webhook")) {
            return fail(org, id, "the organisation no longer wants messages in its chat");
        }
        return chat.send(open(org, row.bytes("chat_webhook")), row.text("message"))
                .invoke(() -> meter.count(Channel.CHAT, Outcome.SENT))
                .chain(() -> finish(org, id, "sent"))
                .onFailure(UpstreamFailure.class)
                .recoverWithUni(failure -> recordFailure(org, id, (UpstreamFailure) failure));
    }

    private Uni<Void> recordFailure(OrgId org, long id, UpstreamFailure failure) {
        boolean pointless = failure.kind() == UpstreamFailure.Kind.INVALID;
        meter.count(Channel.CHAT, pointless ? Outcome.REJECTED : Outcome.FAILED);
        if (pointless) {
            return fail(org, id, failure.detail());
        }
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.update(
                                "update chat_delivery set attempts = attempts + 1, last_error = $3"
                                        + " where org_id = $1 and id = $2",
                                org.value(),
                                id,
                                failure.detail()))
                .replaceWithVoid()
                .onItem()
                .failWith(() -> failure);
    }

    private Uni<Void> fail(OrgId org, long id, String reason) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.update(
                                "update chat_delivery set state = 'failed', attempts = attempts + 1, last_error = $3"
                                        + " where org_id = $1 and id = $2",
                                org.value(),
                                id,
                                reason))
                .replaceWithVoid();
    }

    private Uni<Void> finish(OrgId org, long id, String state) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.update(
                                "update chat_delivery set state = $3::varchar,"
                                        + " attempts = attempts + case when $3::varchar = 'sent' then 1 else 0 end,"
                                        + " sent_at = case when $3::varchar = 'sent' then now() end"
                                        + " where org_id = $1 and id = $2",
                                org.value(),
                                id,
                                state))
                .replaceWithVoid();
    }

    private ChatWebhook open(OrgId org, byte[] sealed) {
        return ChatWebhook.ofStored(secretCipher
                .open(SealedSecret.of(sealed), OrgPreferenceService.owner(org))
                .reveal());
    }
}
