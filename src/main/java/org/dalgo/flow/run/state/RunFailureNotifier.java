package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.flow.run.result.FailureReport;
import org.dalgo.flow.run.result.FailureReportService;
import org.dalgo.flow.run.state.RunFailureRepository.FailedRun;
import org.dalgo.people.notify.NotificationMessage;
import org.dalgo.people.notify.NotificationService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;

/**
 * Notifies an organisation's managers of a run that failed: once, in the transaction that writes the state, and not after
 * a cancellation. It names what failed first and the likely cause. Tests that failed when they ran before are not a new
 * failure: a run in which only such tests failed sends no notification.
 */
@ApplicationScoped
class RunFailureNotifier {

    private final RunFailureRepository failures;
    private final FailureReportService reports;
    private final NotificationService notifications;
    private final MailLinks links;

    @Inject
    RunFailureNotifier(
            RunFailureRepository failures,
            FailureReportService reports,
            NotificationService notifications,
            MailLinks links) {
        this.failures = failures;
        this.reports = reports;
        this.notifications = notifications;
        this.links = links;
    }

    /** Joins the unit of work that wrote the state. */
    Uni<Void> notifyManagers(RunRow run) {
        return failures.claim(run.id())
                .chain(failed -> failed.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : reports.report(run.org(), run.id())
                                .chain(report -> notifyManagers(run, failed.get(), report)));
    }

    private Uni<Void> notifyManagers(RunRow run, FailedRun failed, FailureReport report) {
        return StateChange.TESTS_FAILED.equals(failed.stateName()) && report.isKnownTestFailure()
                ? Uni.createFrom().voidItem()
                : notifications.notifyManagers(run.org(), notice(failed, report));
    }

    private NotificationMessage notice(FailedRun failed, FailureReport report) {
        boolean pipeline = failed.pipeline();
        String own = failed.own() == null ? "task " + failed.deployment() : failed.own();
        String subject = "the " + (pipeline ? "pipeline " + failed.deployment() : own);
        String link =
                pipeline ? links.pipelines() : failed.ofConnection() ? links.connections() : links.transformation();
        String step = !pipeline && own.equals(failed.failedStep()) ? null : failed.failedStep();
        String why = reason(failed.stateType(), failed.stateName(), step, report);
        String message = "%s: %s failed. %s\n%s".formatted(failed.organisation(), subject, why, link);
        return new NotificationMessage(
                message,
                true,
                MailKind.RUN_FAILED,
                Map.of(
                        "link", link,
                        "organisation", failed.organisation(),
                        "subject", subject,
                        "state", failed.stateName(),
                        "message", why));
    }

    /**
     * @param step the first step that failed, where it says more than the subject; or null
     */
    private static String reason(String type, String name, String step, FailureReport report) {
        String subject = step == null ? "A step" : "The " + step;
        if (StateChange.TESTS_FAILED.equals(name)) {
            return report.fault() == null
                    ? "Tests of the data failed."
                    : "Tests of the data failed: " + FailureText.of(report);
        }
        if ("CRASHED".equals(type)) {
            return "Its process ended before it could finish.";
        }
        return report.fault() == null
                ? subject + " failed; the log of the run says why."
                : subject + " failed: " + FailureText.of(report);
    }
}
