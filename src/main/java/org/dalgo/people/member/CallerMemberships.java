package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.stream.CallerCache;
import org.dalgo.platform.stream.CallerCaches;

/**
 * All memberships of the caller, as the web app asks for them with every page it loads: remembered as long as who the
 * caller is. Whoever changes what a {@link MemberView} tells, in whatever room, says so to the caller changes.
 */
@ApplicationScoped
class CallerMemberships {

    // Each holds the permissions of each role by name, some 10 KiB.
    private static final int SESSIONS = 2_000;

    private final Door door;
    private final MemberRepository members;
    private final CallerCache<List<MemberView>> known;

    @Inject
    CallerMemberships(Door door, MemberRepository members, CallerCaches caches, AuthConfig config) {
        this.door = door;
        this.members = members;
        this.known = caches.open(config.callerCache(), SESSIONS, views -> views.stream()
                .map(MemberView::org)
                .toList());
    }

    /** The memberships, oldest first. */
    Uni<List<MemberView>> of(Caller caller) {
        return known.get(caller.session(), caller.account(), () -> door.acrossOrganisations(
                                Purpose.CALLER, () -> members.of(caller.account()))
                        .map(Optional::of))
                .map(Optional::orElseThrow);
    }
}
