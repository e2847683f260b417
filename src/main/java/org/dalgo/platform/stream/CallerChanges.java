package org.dalgo.platform.stream;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.stream.CallerChange.Kind;

/**
 * Tells all replicas that a session, a membership or a role has changed. Say it within the unit of work that makes the
 * change: it is heard if and when that commits, callers are looked up afresh from then on, and streams of those who may
 * no longer watch end.
 */
@ApplicationScoped
public class CallerChanges {

    private static final String CHANNEL = "caller_change";
    private static final CallerChange EVERYBODY = new CallerChange(Kind.EVERYBODY, "");

    private final Notices notices;
    private final Event<CallerChange> changed;
    private final Event<CallerChange.Announced> announced;

    @Inject
    CallerChanges(Notices notices, Event<CallerChange> changed, Event<CallerChange.Announced> announced) {
        this.notices = notices;
        this.changed = changed;
        this.announced = announced;
    }

    void start(@Observes StartupEvent started) {
        notices.listen(CHANNEL, new Notices.Listener() {
            @Override
            public void heard(String payload) {
                changed.fire(read(payload));
            }

            @Override
            public void missed() {
                changed.fire(EVERYBODY);
            }
        });
    }

    /** A session has ended. */
    public Uni<Void> ofSession(UUID session) {
        return tell(new CallerChange(Kind.SESSION, session.toString()));
    }

    /** A person was deactivated or renamed, has joined or left an organisation, or has another role in one. */
    public Uni<Void> ofAccount(long account) {
        return tell(new CallerChange(Kind.ACCOUNT, Long.toString(account)));
    }

    /** Something that is told about every membership of the organisation has changed, or it is gone. */
    public Uni<Void> ofOrg(OrgId org) {
        return tell(new CallerChange(Kind.ORG, Long.toString(org.value())));
    }

    /** A role carries other permissions. */
    public Uni<Void> ofRoles() {
        return tell(EVERYBODY);
    }

    private Uni<Void> tell(CallerChange change) {
        return Uni.createFrom().deferred(() -> {
            announced.fire(new CallerChange.Announced(change));
            return notices.tell(CHANNEL, change.kind() + " " + change.name());
        });
    }

    private static CallerChange read(String payload) {
        int space = payload.indexOf(' ');
        return new CallerChange(Kind.valueOf(payload.substring(0, space)), payload.substring(space + 1));
    }
}
