package org.dalgo.people.notify.mail;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.people.notify.delivery.DeliveryMeter;
import org.dalgo.people.notify.delivery.DeliveryMeter.Channel;
import org.dalgo.people.notify.delivery.DeliveryMeter.Outcome;
import org.dalgo.people.notify.mail.MailDeliveryRepository.QueuedMail;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.call.Guards;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Sends queued mails and records the outcome of each. When a process dies between sending and the record, the recipient
 * may get the mail twice, which is better than not at all.
 */
@ApplicationScoped
class MailDelivery implements JobHandler {
    private static final String SYSTEM = "The mail server";
    private static final int MAX_ERROR_LENGTH = 300;

    /** After so many failures in a row, only one mail at a time waits for the server. */
    private static final int FAILURES_UNTIL_OPEN = 5;

    private static final Duration OPEN_DURATION = Duration.ofSeconds(10);

    private final TenantTransactions tenantTransactions;
    private final MailDeliveryRepository deliveries;
    private final MailContentsReader contentsReader;
    private final MailTemplates templates;
    private final ReactiveMailer mailer;
    private final MailConfig config;
    private final DeliveryMeter meter;
    private final Guard breaker = Guards.breaker("mail", FAILURES_UNTIL_OPEN, OPEN_DURATION);

    @Inject
    MailDelivery(
            TenantTransactions tenantTransactions,
            MailDeliveryRepository deliveries,
            MailContentsReader sealed,
            MailTemplates templates,
            ReactiveMailer mailer,
            MailConfig config,
            DeliveryMeter meter) {
        this.tenantTransactions = tenantTransactions;
        this.deliveries = deliveries;
        this.contentsReader = sealed;
        this.templates = templates;
        this.mailer = mailer;
        this.config = config;
        this.meter = meter;
    }

    @Override
    public String kind() {
        return MailQueue.JOB;
    }

    @Override
    public JobLane lane() {
        return JobLane.MAIL;
    }

    @Override
    public int maxAttempts() {
        return config.attempts();
    }

    @Override
    public Duration timeout() {
        return config.timeout().plusSeconds(30);
    }

    @Override
    public Uni<Void> run(Job job) {
        long id = id(job);
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.MAIL, () -> deliveries.findQueued(id))
                .chain(mail -> mail == null ? Uni.createFrom().voidItem() : deliverIfWanted(id, mail));
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        meter.count(Channel.MAIL, Outcome.GIVEN_UP);
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.MAIL, () -> deliveries.giveUp(id(job)));
    }

    /** Between queueing and delivery, hours may pass in which a member was suspended or removed. */
    private Uni<Void> deliverIfWanted(long id, QueuedMail mail) {
        if (mail.kind().isForMembersOnly() && !mail.activeMember()) {
            return tenantTransactions.acrossOrgs(CrossTenantPurpose.MAIL, () -> deliveries.discard(id));
        }
        return deliver(id, mail);
    }

    private Uni<Void> deliver(long id, QueuedMail mail) {
        return templates
                .write(mail.kind(), contentsReader.read(mail.recipient(), mail.contents()))
                .chain(text -> send(mail.recipient(), text))
                .invoke(() -> meter.count(Channel.MAIL, Outcome.SENT))
                .chain(() -> sent(id))
                .onFailure(UpstreamFailure.class)
                .recoverWithUni(failure -> failed(id, (UpstreamFailure) failure))
                .onFailure(CircuitBreakerOpenException.class)
                .transform(open -> failure(Kind.UNAVAILABLE, "did not answer a moment ago", null));
    }

    private Uni<Void> send(String recipient, MailText text) {
        Mail mail = Mail.withHtml(recipient, text.subject(), text.html()).setText(text.text());
        return Guards.apply(breaker, () -> mailer.send(mail)
                        .ifNoItem()
                        .after(config.timeout())
                        .fail()
                        .onFailure()
                        .transform(MailDelivery::refused))
                // The mail client completes on the context of its connection; the database needs the job's own context.
                .emitOn(CallerContextExecutor.current());
    }

    private Uni<Void> sent(long id) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.MAIL, () -> deliveries.markSent(id, config.keepContents()));
    }

    /** A mail that the server will never take is not tried again. */
    private Uni<Void> failed(long id, UpstreamFailure failure) {
        boolean pointless = failure.kind() == Kind.INVALID;
        meter.count(Channel.MAIL, pointless ? Outcome.REJECTED : Outcome.FAILED);
        Uni<Void> noted = tenantTransactions.acrossOrgs(
                CrossTenantPurpose.MAIL,
                () -> pointless
                        ? deliveries.reject(id, failure.detail())
                        : deliveries.recordFailure(id, failure.detail()));
        return pointless ? noted : noted.onItem().failWith(() -> failure);
    }

    private static UpstreamFailure refused(Throwable failure) {
        if (failure instanceof SMTPException answer) {
            Kind kind = SmtpReply.isPermanent(answer) ? Kind.INVALID : Kind.SERVER_ERROR;
            return failure(kind, "refused it: " + answer.getMessage(), answer);
        }
        return failure instanceof TimeoutException
                ? failure(Kind.TIMEOUT, "did not answer in time", failure)
                : failure(Kind.UNREACHABLE, "cannot be reached: " + failure.getMessage(), failure);
    }

    private static UpstreamFailure failure(Kind kind, String what, Throwable cause) {
        String detail = "the mail server " + what;
        return new UpstreamFailure(
                SYSTEM, kind, detail.substring(0, Math.min(MAX_ERROR_LENGTH, detail.length())), cause);
    }

    private static long id(Job job) {
        return job.payload().path("mail").asLong();
    }
}
