package org.dalgo.people.notify.mail;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.SameContext;
import org.dalgo.upstream.call.Breaker;

/**
 * Sends the mails that were asked for and notes what came of each. When a process dies between sending and saying so,
 * the recipient may get the mail twice, which is better than not at all.
 */
@ApplicationScoped
class MailDelivery implements JobHandler {
    private static final String SYSTEM = "The mail server";
    private static final int LONGEST_ERROR = 300;

    /** After so many mails in a row that nobody took, only one at a time waits for the server: other work needs the places. */
    private static final int SILENT_MAILS = 5;

    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Door door;
    private final Sql sql;
    private final SealedMail sealed;
    private final MailTemplates templates;
    private final ReactiveMailer mailer;
    private final MailConfig config;
    private final Breaker breaker = new Breaker(SILENT_MAILS, SILENCE, System::nanoTime);

    @Inject
    MailDelivery(
            Door door, Sql sql, SealedMail sealed, MailTemplates templates, ReactiveMailer mailer, MailConfig config) {
        this.door = door;
        this.sql = sql;
        this.sealed = sealed;
        this.templates = templates;
        this.mailer = mailer;
        this.config = config;
    }

    @Override
    public String kind() {
        return Mails.JOB;
    }

    @Override
    public int attempts() {
        return config.attempts();
    }

    @Override
    public Duration limit() {
        return config.timeout().plusSeconds(30);
    }

    @Override
    public Uni<Void> run(Job job) {
        long id = id(job);
        return door.acrossOrganisations(
                        Purpose.MAIL,
                        () -> sql.first(
                                "select kind, recipient, contents from mail_delivery where id = $1 and state = 'queued'",
                                id))
                .chain(row -> row == null ? Uni.createFrom().voidItem() : deliver(id, row));
    }

    @Override
    public Uni<Void> gaveUp(Job job, Throwable cause) {
        return note(
                id(job),
                "update mail_delivery set state = 'failed', contents = null,"
                        + " last_error = coalesce(last_error, 'it could not be written') where id = $1");
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return door.acrossOrganisations(
                        Purpose.HOUSEKEEPING,
                        () -> sql.update(
                                "delete from mail_delivery where created_at < now() - $1::bigint * interval '1 second'",
                                config.logKept().toSeconds()))
                .replaceWithVoid();
    }

    private Uni<Void> deliver(long id, Object[] row) {
        if (!breaker.admits()) {
            return Uni.createFrom().failure(failure(Kind.UNAVAILABLE, "did not answer a moment ago", null));
        }
        String recipient = (String) row[1];
        return templates
                .write(MailKind.valueOf((String) row[0]), sealed.open(recipient, row[2]))
                .chain(text -> send(recipient, text))
                .chain(() -> sent(id))
                .onFailure(UpstreamFailure.class)
                .recoverWithUni(failure -> failed(id, (UpstreamFailure) failure));
    }

    private Uni<Void> send(String recipient, MailText text) {
        Mail mail = Mail.withHtml(recipient, text.subject(), text.html()).setText(text.text());
        return mailer.send(mail)
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure()
                .transform(this::refused)
                .invoke(breaker::answered)
                // The mail client answers where its connection lives; the database wants the job's own context.
                .emitOn(SameContext.executor());
    }

    private Uni<Void> sent(long id) {
        String contents = config.keepContents() ? "" : ", contents = null";
        return note(
                id,
                "update mail_delivery set state = 'sent', sent_at = now(), attempts = attempts + 1" + contents
                        + " where id = $1");
    }

    /** A mail that the server will never take is not tried again. */
    private Uni<Void> failed(long id, UpstreamFailure failure) {
        boolean pointless = failure.kind() == Kind.INVALID;
        String end = pointless ? ", state = 'failed', contents = null" : "";
        Uni<Void> noted = door.acrossOrganisations(
                        Purpose.MAIL,
                        () -> sql.update(
                                "update mail_delivery set attempts = attempts + 1, last_error = $2" + end
                                        + " where id = $1",
                                id,
                                failure.detail()))
                .replaceWithVoid();
        return pointless ? noted : noted.onItem().failWith(() -> failure);
    }

    private Uni<Void> note(long id, String statement) {
        return door.acrossOrganisations(Purpose.MAIL, () -> sql.update(statement, id))
                .replaceWithVoid();
    }

    private UpstreamFailure refused(Throwable failure) {
        if (failure instanceof SMTPException answer) {
            breaker.answered();
            Kind kind = SmtpAnswer.isFinal(answer) ? Kind.INVALID : Kind.SERVER_ERROR;
            return failure(kind, "refused it: " + answer.getMessage(), answer);
        }
        breaker.silent();
        return failure instanceof TimeoutException
                ? failure(Kind.TIMEOUT, "did not answer in time", failure)
                : failure(Kind.UNREACHABLE, "cannot be reached: " + failure.getMessage(), failure);
    }

    private static UpstreamFailure failure(Kind kind, String what, Throwable cause) {
        String detail = "the mail server " + what;
        return new UpstreamFailure(SYSTEM, kind, detail.substring(0, Math.min(LONGEST_ERROR, detail.length())), cause);
    }

    private static long id(Job job) {
        return job.payload().path("mail").asLong();
    }
}
