package org.dalgo.platform.security.cache;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.security.cache.CallerChange.Kind;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Publishes to all replicas that a session, a membership or a role has changed. Call it within the unit of work of the
 * change: PostgreSQL delivers the notification when that commits. Each replica then evicts the callers concerned and
 * ends streams whose caller lost the permission.
 */
@ApplicationScoped
public class CallerChangePublisher {

    private static final String CHANNEL = "caller_change";
    private static final CallerChange ALL_CALLERS = new CallerChange(Kind.ALL, "");

    private final PgNotifications pgNotifications;
    private final Event<CallerChange> changed;
    private final Event<CallerChange.Pending> announced;

    @Inject
    CallerChangePublisher(
            PgNotifications pgNotifications, Event<CallerChange> changed, Event<CallerChange.Pending> announced) {
        this.pgNotifications = pgNotifications;
        this.changed = changed;
        this.announced = announced;
    }

    void start(@Observes StartupEvent started) {
        pgNotifications.listen(CHANNEL, new PgNotifications.Listener() {
            @Override
            public void onMessage(String payload) {
                changed.fire(read(payload));
            }

            @Override
            public void onReconnect() {
                changed.fire(ALL_CALLERS);
            }
        });
    }

    /** A session has ended. */
    public Uni<Void> sessionEnded(UUID session) {
        return publish(new CallerChange(Kind.SESSION, session.toString()));
    }

    /** A person was deactivated or renamed, has joined or left an organisation, or has another role in one. */
    public Uni<Void> accountChanged(long account) {
        return publish(new CallerChange(Kind.ACCOUNT, Long.toString(account)));
    }

    /** A value that every membership of the organisation shows has changed, or the organisation is deleted. */
    public Uni<Void> orgChanged(OrgId org) {
        return publish(new CallerChange(Kind.ORG, Long.toString(org.value())));
    }

    /** A role carries other permissions. */
    public Uni<Void> rolesChanged() {
        return publish(ALL_CALLERS);
    }

    private Uni<Void> publish(CallerChange change) {
        return Uni.createFrom().deferred(() -> {
            announced.fire(new CallerChange.Pending(change));
            return pgNotifications.publish(CHANNEL, change.kind() + " " + change.name());
        });
    }

    private static CallerChange read(String payload) {
        int space = payload.indexOf(' ');
        return new CallerChange(Kind.valueOf(payload.substring(0, space)), payload.substring(space + 1));
    }
}
