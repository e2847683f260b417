package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.notify.NotificationMessage;
import org.dalgo.people.notify.NotificationService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.platform.tenancy.Sql;

/**
 * Has an organisation's managers told that a run ended badly: once, in the transaction that writes the state, and not
 * when somebody cancelled it. What the run itself said stays in its log: it may contain rows and credentials.
 */
@ApplicationScoped
class RunFailureNotifier {

    /** An outage is told of; the history that a first comparison with Prefect finds is not. */
    private static final String CLAIM_FAILURE =
            """
            with ended as (
                update run set failure_notified = true
                where id = $1 and not failure_notified and state_at > now() - interval '1 day'
                  and (state_type in ('FAILED', 'CRASHED') or state_name = 'DBT_TEST_FAILED')
                returning org_id, deployment_id, state_type, state_name)
            select o.name, d.name, d.type, e.state_type, e.state_name,
                   (select array_agg(coalesce(k.connection_name, t.label) order by t.seq)
                    from deployment_task t join org_task k on k.id = t.org_task_id where t.deployment_id = d.id),
                   (select bool_and(k.airbyte_connection_id is not null)
                    from deployment_task t join org_task k on k.id = t.org_task_id where t.deployment_id = d.id)
            from ended e join org o on o.id = e.org_id join deployment d on d.id = e.deployment_id
            """;

    private final Sql sql;
    private final NotificationService notifications;
    private final MailLinks links;

    @Inject
    RunFailureNotifier(Sql sql, NotificationService notifications, MailLinks links) {
        this.sql = sql;
        this.notifications = notifications;
        this.links = links;
    }

    /** Joins the unit of work that wrote the state. */
    Uni<Void> notifyManagers(RunRow run) {
        return sql.first(CLAIM_FAILURE, run.id())
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : notifications.notifyManagers(run.org(), notice(row)));
    }

    private NotificationMessage notice(Object[] row) {
        String organisation = (String) row[0];
        boolean pipeline = "orchestrate".equals(row[2]);
        boolean syncs = Boolean.TRUE.equals(row[6]);
        String tasks = row[5] == null ? (String) row[1] : String.join(", ", List.of((String[]) row[5]));
        String subject = pipeline ? "the pipeline " + row[1] : (syncs ? "the sync of " : "the task ") + tasks;
        String link = pipeline ? links.pipelines() : syncs ? links.connections() : links.transformation();
        String why = reason((String) row[3], (String) row[4]);
        String message = "%s: %s failed. %s\n%s".formatted(organisation, subject, why, link);
        return new NotificationMessage(
                message,
                true,
                MailKind.RUN_FAILED,
                Map.of(
                        "link", link,
                        "organisation", organisation,
                        "subject", subject,
                        "state", (String) row[4],
                        "message", why));
    }

    private static String reason(String type, String name) {
        if ("DBT_TEST_FAILED".equals(name)) {
            return "Tests of the data failed.";
        }
        return "CRASHED".equals(type)
                ? "Its process ended before it could finish."
                : "A step failed; the log of the run says why.";
    }
}
