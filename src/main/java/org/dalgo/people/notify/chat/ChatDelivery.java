package org.dalgo.people.notify.chat;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.dalgo.people.notify.chat.ChatDeliveryRepository.ChatPost;
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
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Posts notifications into an organisation's chat channel in the background, and records the outcome. When a process dies
 * between the post and the record, the channel may get the message twice.
 */
@ApplicationScoped
public class ChatDelivery implements JobHandler {

    private static final String JOB = "chat";

    private final TenantTransactions tenantTransactions;
    private final ChatDeliveryRepository deliveries;
    private final JobQueue jobQueue;
    private final SecretCipher secretCipher;
    private final ChatWebhookClient chat;
    private final DeliveryMeter meter;

    @Inject
    ChatDelivery(
            TenantTransactions tenantTransactions,
            ChatDeliveryRepository deliveries,
            JobQueue jobQueue,
            SecretCipher secretCipher,
            ChatWebhookClient chat,
            DeliveryMeter meter) {
        this.tenantTransactions = tenantTransactions;
        this.deliveries = deliveries;
        this.jobQueue = jobQueue;
        this.secretCipher = secretCipher;
        this.chat = chat;
        this.meter = meter;
    }

    /** Queues the post, if the organisation has chosen chat messages. Joins the current unit of work. */
    public Uni<Void> enqueue(OrgId org, long notification) {
        return deliveries
                .insert(org, notification)
                .chain(id -> id == null
                        ? Uni.createFrom().voidItem()
                        : jobQueue.enqueue(JOB, org, Map.of("delivery", id)).replaceWithVoid());
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
                .inOrg(job.org(), () -> deliveries.find(job.org(), id))
                .chain(post -> post == null || !"queued".equals(post.state())
                        ? Uni.createFrom().voidItem()
                        : deliver(job.org(), id, post));
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        meter.count(Channel.CHAT, Outcome.GIVEN_UP);
        return finish(job.org(), job.payload().path("delivery").asLong(), "failed");
    }

    private Uni<Void> deliver(OrgId org, long id, ChatPost post) {
        if (post.webhook() == null) {
            return fail(org, id, "the organisation no longer wants messages in its chat");
        }
        return chat.send(open(org, post.webhook()), post.message())
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
                .inOrg(org, () -> deliveries.recordFailure(org, id, failure.detail()))
                .onItem()
                .failWith(() -> failure);
    }

    private Uni<Void> fail(OrgId org, long id, String reason) {
        return tenantTransactions.inOrg(org, () -> deliveries.fail(org, id, reason));
    }

    private Uni<Void> finish(OrgId org, long id, String state) {
        return tenantTransactions.inOrg(org, () -> deliveries.finish(org, id, state));
    }

    private ChatWebhook open(OrgId org, byte[] sealed) {
        return ChatWebhook.ofStored(secretCipher
                .open(SealedSecret.of(sealed), OrgPreferenceService.owner(org))
                .reveal());
    }
}
