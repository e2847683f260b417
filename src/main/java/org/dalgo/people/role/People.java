package org.dalgo.people.role;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Permission;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.stream.CallerChange;

/**
 * Who a session belongs to and what they may do where: one query, remembered for a few seconds, so that a warm request
 * needs no database to be admitted.
 */
@ApplicationScoped
public class People {

    private static final String QUERY =
            """
            select a.id, a.email, a.email_verified,
                   a.active and s.revoked_at is null and s.expires_at > now(),
                   o.id, o.slug, r.level,
                   (select array_agg(p.permission) from role_permission p where p.role = r.id)
            from session s
            join account a on a.id = s.account
            left join (membership m join org o on o.id = m.org)
                on m.account = a.id and m.active and o.state <> 'deleting'
            left join role r on r.id = m.role
            where s.id = $1 and s.account = $2
            order by m.id
            """;

    // Longer than any unit of work takes.
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);

    private final Door door;
    private final Sql sql;
    private final Cache<UUID, PersonView> bySession;

    /** Changes under way on this replica; one that was rolled back is never heard of and lapses. */
    private final Cache<CallerChange, Boolean> underWay =
            Caffeine.newBuilder().expireAfterWrite(UNDER_WAY).build();

    /** Counts all changes, so that what was read before one is not remembered after it. */
    private final AtomicLong changes = new AtomicLong();

    @Inject
    People(Door door, Sql sql, AuthConfig config) {
        this.door = door;
        this.sql = sql;
        this.bySession = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(config.callerCache())
                .build();
    }

    /** The person of that session; empty when there is no such session of that account. */
    public Uni<Optional<PersonView>> of(UUID session, long account) {
        PersonView known = bySession.getIfPresent(session);
        if (known != null && known.account() == account && !isChanging(session, known)) {
            return Uni.createFrom().item(Optional.of(known));
        }
        long before = changes.get();
        return door.acrossOrganisations(Purpose.CALLER, () -> sql.select(QUERY, session, account))
                .map(People::person)
                .invoke(found -> found.ifPresent(person -> remember(session, person, before)));
    }

    private void remember(UUID session, PersonView person, long asOf) {
        if (isChanging(session, person)) {
            return;
        }
        bySession.put(session, person);
        if (changes.get() != asOf) {
            bySession.invalidate(session);
        }
    }

    private boolean isChanging(UUID session, PersonView person) {
        return underWay.asMap().keySet().stream().anyMatch(change -> concerns(change, session, person));
    }

    void distrust(@Observes CallerChange.Announced announced) {
        underWay.put(announced.change(), true);
        changes.incrementAndGet();
    }

    /** Before the streams of those concerned are looked at, which ask here. */
    void forget(@Observes @Priority(1) CallerChange change) {
        changes.incrementAndGet();
        underWay.invalidate(change);
        switch (change.kind()) {
            case SESSION -> bySession.invalidate(UUID.fromString(change.name()));
            case EVERYBODY -> bySession.invalidateAll();
            default ->
                bySession.asMap().entrySet().removeIf(known -> concerns(change, known.getKey(), known.getValue()));
        }
    }

    private static boolean concerns(CallerChange change, UUID session, PersonView person) {
        return change.concerns(
                session,
                person.account(),
                person.memberships().stream().map(MembershipView::org).toList());
    }

    private static Optional<PersonView> person(List<Object[]> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Object[] first = rows.get(0);
        List<MembershipView> memberships = rows.stream()
                .filter(row -> row[4] != null)
                .map(People::membership)
                .toList();
        return Optional.of(new PersonView(
                ((Number) first[0]).longValue(),
                (String) first[1],
                (Boolean) first[2],
                (Boolean) first[3],
                memberships));
    }

    private static MembershipView membership(Object[] row) {
        return new MembershipView(
                new OrgId(((Number) row[4]).longValue()),
                (String) row[5],
                ((Number) row[6]).intValue(),
                row[7] == null ? Set.of() : known(List.of((String[]) row[7])));
    }

    private static Set<Permission> known(List<String> slugs) {
        EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
        Stream<Permission> found = slugs.stream().map(Permission::of).flatMap(Optional::stream);
        found.forEach(permissions::add);
        return permissions;
    }
}
