package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.flow.run.result.FailureReport;
import org.dalgo.flow.run.result.FailureReportService;
import org.dalgo.people.notify.NotificationMessage;
import org.dalgo.people.notify.NotificationService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/**
 * Notifies an organisation's managers of a run that failed: once, in the transaction that writes the state, and not after
 * a cancellation. It names what failed first and the likely cause. Tests that failed when they ran before are not a new
 * failure: a run in which only such tests failed sends no notification.
 */
@ApplicationScoped
class RunFailureNotifier {

    /** Failures of the last day count; the history that a first comparison with Prefect finds does not. */
    private static final String CLAIM_FAILURE =
            """
            with ended as (
                update run set failure_notified = true
                where id = $1 and not failure_notified and state_at > now() - interval '1 day'
                  and (state_type in ('FAILED', 'CRASHED') or state_name = 'DBT_TEST_FAILED')
                returning org_id, deployment_id, state_type, state_name)
            , named as (
                select t.deployment_id, t.seq, t.label, k.airbyte_connection_id is not null as of_connection,
                       case when k.airbyte_connection_id is null then 'task ' || c.label
                            when c.slug = 'airbyte-clear' then 'clear of ' || coalesce(k.connection_name, 'a connection')
                            else 'sync of ' || coalesce(k.connection_name, 'a connection') end as name
                from deployment_task t join org_task k on k.id = t.org_task_id join task c on c.id = k.task_id
                where t.deployment_id = (select deployment_id from ended))
            select o.name as organisation, d.name as deployment, d.type, e.state_type, e.state_name, own.name as own,
                   own.of_connection,
                   (select n.name from run_step s join named n on n.label = s.label
                    where s.run_id = $1 and (s.state_type in ('FAILED', 'CRASHED') or s.state_name = 'DBT_TEST_FAILED')
                    order by s.seq, s.started_at limit 1) as failed_step
            from ended e join org o on o.id = e.org_id join deployment d on d.id = e.deployment_id
            left join lateral (select * from named order by seq desc limit 1) own on true
            """;

    private final Sql sql;
    private final FailureReportService reports;
    private final NotificationService notifications;
    private final MailLinks links;

    @Inject
    RunFailureNotifier(Sql sql, FailureReportService reports, NotificationService notifications, MailLinks links) {
        this.sql = sql;
        this.reports = reports;
        this.notifications = notifications;
        this.links = links;
    }

    /** Joins the unit of work that wrote the state. */
    Uni<Void> notifyManagers(RunRow run) {
        return sql.firstRow(CLAIM_FAILURE, run.id())
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : reports.report(run.org(), run.id()).chain(report -> notifyManagers(run, row, report)));
    }

    private Uni<Void> notifyManagers(RunRow run, Row row, FailureReport report) {
        return StateChange.TESTS_FAILED.equals(row.text("state_name")) && report.isKnownTestFailure()
                ? Uni.createFrom().voidItem()
                : notifications.notifyManagers(run.org(), notice(row, report));
    }

    private NotificationMessage notice(Row row, FailureReport report) {
        String organisation = row.text("organisation");
        boolean pipeline = "orchestrate".equals(row.text("type"));
        boolean ofConnection = Boolean.TRUE.equals(row.boolOrNull("of_connection"));
        String own = row.isNull("own") ? "task " + row.text("deployment") : row.text("own");
        String subject = "the " + (pipeline ? "pipeline " + row.text("deployment") : own);
        String link = pipeline ? links.pipelines() : ofConnection ? links.connections() : links.transformation();
        String step = !pipeline && own.equals(row.text("failed_step")) ? null : row.text("failed_step");
        String why = reason(row.text("state_type"), row.text("state_name"), step, report);
        String message = "%s: %s failed. %s\n%s".formatted(organisation, subject, why, link);
        return new NotificationMessage(
                message,
                true,
                MailKind.RUN_FAILED,
                Map.of(
                        "link", link,
                        "organisation", organisation,
                        "subject", subject,
                        "state", row.text("state_name"),
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
