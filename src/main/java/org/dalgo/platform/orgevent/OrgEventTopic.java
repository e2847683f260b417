package org.dalgo.platform.orgevent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;

/** Topics of an organisation's stream, and the permissions that they need. */
public enum OrgEventTopic {
    /** A run was made or changed its state. */
    RUN(Permission.CAN_VIEW_PIPELINES),
    /** A lock was taken or released. */
    LOCK(Permission.CAN_VIEW_PIPELINES, Permission.CAN_VIEW_ORGTASKS),
    /** A job published a progress message. */
    JOB(Permission.CAN_VIEW_TASK_PROGRESS),
    /** A connection changed. */
    CONNECTION(Permission.CAN_VIEW_CONNECTIONS),
    /** A member got a notification. */
    NOTIFICATION;

    private final Set<Permission> any;

    OrgEventTopic(Permission... any) {
        this.any = Set.of(any);
    }

    /** Name of the event on the wire. */
    public String eventName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The topic of that name. */
    static Optional<OrgEventTopic> of(String event) {
        return Arrays.stream(values())
                .filter(topic -> topic.eventName().equals(event))
                .findFirst();
    }

    boolean visibleTo(Caller caller) {
        return any.isEmpty() || any.stream().anyMatch(caller::may);
    }

    int bit() {
        return 1 << ordinal();
    }
}
