package org.dalgo.people.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.job.Background;

/**
 * Notes that the answer to a refresh has arrived: whoever shows its access token has its refresh token too. Written once
 * for each refresh, beside the request that shows it.
 */
@ApplicationScoped
public class Receipts {

    private final Door door;
    private final Sql sql;
    private final Background background;

    private final Cache<UUID, Integer> noted =
            Caffeine.newBuilder().maximumSize(10_000).build();

    @Inject
    Receipts(Door door, Sql sql, Background background) {
        this.door = door;
        this.sql = sql;
        this.background = background;
    }

    /** Somebody has shown this token. Returns at once; what cannot be written now is when it is shown again. */
    public void of(AccessToken token) {
        Integer known = noted.getIfPresent(token.session());
        if (token.rotation() > (known == null ? 0 : known)) {
            noted.put(token.session(), token.rotation());
            background.start("receipt of a refreshed session", () -> note(token));
        }
    }

    private Uni<Void> note(AccessToken token) {
        return door.acrossOrganisations(
                        Purpose.SIGN_IN,
                        () -> sql.update(
                                "update session set rotations_seen = $2 where id = $1 and rotations_seen < $2",
                                token.session(),
                                token.rotation()))
                .onFailure()
                .invoke(() -> noted.invalidate(token.session()))
                .replaceWithVoid();
    }
}
