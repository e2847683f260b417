package org.dalgo.data.ingest.schema;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.ingest.connection.ConnectionEventPublisher;
import org.dalgo.people.notify.NotificationMessage;
import org.dalgo.people.notify.NotificationService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.org.OrgService;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Records changes of sources and notifies managers once per difference. Another difference of the same source notifies
 * again.
 */
@ApplicationScoped
class SchemaChangeRecorder {

    private static final int NAMES_IN_MESSAGE = 5;

    private final SchemaChangeRepository changes;
    private final ConnectionEventPublisher events;
    private final NotificationService notifications;
    private final OrgService orgs;
    private final MailLinks links;

    @Inject
    SchemaChangeRecorder(
            SchemaChangeRepository changes,
            ConnectionEventPublisher events,
            NotificationService notifications,
            OrgService orgs,
            MailLinks links) {
        this.changes = changes;
        this.events = events;
        this.notifications = notifications;
        this.orgs = orgs;
        this.links = links;
    }

    /**
     * Records that the source of a connection has changed. Joins the current unit of work.
     *
     * @param fingerprint of what the source holds now, or null when it could not be read
     * @return whether this difference was not recorded before
     */
    Uni<Boolean> record(OrgId org, UUID connection, String changeType, String fingerprint) {
        return changes.upsert(org, connection, changeType, fingerprint)
                .call(isNew -> isNew
                        ? events.publish(org, connection)
                        : Uni.createFrom().voidItem());
    }

    /** Records that the connection matches its source. Joins the current unit of work. */
    Uni<Void> clear(OrgId org, UUID connection) {
        return changes.delete(org, connection)
                .chain(deleted -> deleted > 0
                        ? events.publish(org, connection)
                        : Uni.createFrom().voidItem());
    }

    /**
     * Notifies the managers of new differences, all in one message. Joins the current unit of work.
     *
     * @param names of the connections; nothing happens when there is none
     * @param breaking whether one of them cannot be synced any more
     */
    Uni<Void> notifyManagers(OrgId org, List<String> names, boolean breaking) {
        if (names.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String subject = subject(names);
        String advice = breaking
                ? "The change is breaking: syncs fail or stop until it is reviewed."
                : "New or changed columns are not copied until the change is reviewed.";
        return orgs.get(org)
                .chain(view -> notifications.notifyManagers(
                        org,
                        new NotificationMessage(
                                "%s: the source of %s has changed. %s\n%s"
                                        .formatted(view.name(), subject, advice, links.connections()),
                                breaking,
                                MailKind.SCHEMA_CHANGED,
                                Map.of(
                                        "link",
                                        links.connections(),
                                        "organisation",
                                        view.name(),
                                        "subject",
                                        subject,
                                        "message",
                                        advice))));
    }

    private static String subject(List<String> names) {
        int more = names.size() - NAMES_IN_MESSAGE;
        String listed = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_IN_MESSAGE)));
        String connections = (names.size() == 1 ? "the connection " : "the connections ") + listed;
        return more > 0 ? connections + " and " + more + " more" : connections;
    }
}
