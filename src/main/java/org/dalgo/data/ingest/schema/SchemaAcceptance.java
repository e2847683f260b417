package org.dalgo.data.ingest.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/**
 * Makes an accepted change of a source part of the connection, unless the source has changed in another way since it was
 * shown: then that change waits to be accepted in its turn. Nothing is synced and nothing is cleared.
 */
@ApplicationScoped
class SchemaAcceptance implements JobHandler {

    static final String KIND = "schema-accept";

    /**
     * What the work needs to know.
     *
     * @param connection its id in Airbyte
     * @param streams names of the streams that the accepted change concerns
     * @param account of who accepted it
     * @param email their address
     */
    @RegisterForReflection
    record Accepted(UUID connection, Set<String> streams, long account, String email) {}

    private final Door door;
    private final SchemaReviews reviews;
    private final SchemaChangeRepository changes;
    private final AirbyteAdapter airbyte;
    private final Audit audit;

    @Inject
    SchemaAcceptance(
            Door door, SchemaReviews reviews, SchemaChangeRepository changes, AirbyteAdapter airbyte, Audit audit) {
        this.door = door;
        this.reviews = reviews;
        this.changes = changes;
        this.airbyte = airbyte;
        this.audit = audit;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int attempts() {
        return 3;
    }

    /** A little more than Airbyte may take. */
    @Override
    public Duration limit() {
        return Duration.ofMinutes(12);
    }

    @Override
    public Uni<Void> run(Job job) {
        OrgId org = job.org();
        Accepted accepted = accepted(job.payload());
        return reviews.review(org, accepted.connection())
                .chain(review -> review.change().equals("non_breaking")
                                && review.streams().equals(accepted.streams())
                        ? airbyte.connections()
                                .updateCatalog(accepted.connection(), review.fresh())
                                .chain(() -> door.enter(org, () -> done(org, accepted)))
                        : door.enter(org, () -> reviews.note(org, review)))
                // Deleted in the meantime.
                .onFailure(failure -> failure instanceof Failure ours && ours.problem() == Problem.NOT_FOUND)
                .recoverWithNull();
    }

    private Uni<Void> done(OrgId org, Accepted accepted) {
        return changes.remove(org, accepted.connection())
                .chain(() -> audit.recordFor(
                        accepted.account(),
                        accepted.email(),
                        org,
                        AuditAction.UPDATE,
                        "connection",
                        accepted.connection().toString(),
                        Map.of("schema", accepted.streams())));
    }

    private static Accepted accepted(JsonNode payload) {
        Set<String> streams = new TreeSet<>();
        payload.path("streams").forEach(name -> streams.add(name.asText()));
        return new Accepted(
                UUID.fromString(payload.path("connection").asText()),
                streams,
                payload.path("account").asLong(),
                payload.path("email").asText());
    }
}
