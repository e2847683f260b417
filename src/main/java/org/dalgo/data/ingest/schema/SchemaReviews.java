package org.dalgo.data.ingest.schema;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressItem;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/**
 * Compares a connection with its source for somebody who waits. On a breaking change Airbyte switches the connection off;
 * our row says so, and saving its form switches it on again.
 */
@ApplicationScoped
class SchemaReviews implements JobHandler {

    static final String KIND = "schema-review";
    static final String CONNECTION = "connection";

    /** Under which kind of work the web app asks for progress. */
    static final String HASHKEY = "stp";

    /** Which piece of that work. */
    static final String KEY = "key";

    private final Door door;
    private final ConnectionService connections;
    private final SchemaChangeRepository changes;
    private final AirbyteAdapter airbyte;
    private final JobProgress progress;

    @Inject
    SchemaReviews(
            Door door,
            ConnectionService connections,
            SchemaChangeRepository changes,
            AirbyteAdapter airbyte,
            JobProgress progress) {
        this.door = door;
        this.connections = connections;
        this.changes = changes;
        this.airbyte = airbyte;
        this.progress = progress;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** A little more than Airbyte may take. */
    @Override
    public Duration limit() {
        return Duration.ofMinutes(12);
    }

    @Override
    public Uni<Void> run(Job job) {
        OrgId org = job.org();
        UUID connection = UUID.fromString(job.payload().path(CONNECTION).asText());
        return review(org, connection)
                .chain(review -> door.enter(org, () -> note(org, review)
                        .chain(() -> say(job, ProgressItem.completed("the source was read", review.toJson())))))
                .onFailure(Failure.class)
                .recoverWithUni(failure -> say(job, ProgressItem.failed(failure.getMessage())));
    }

    @Override
    public Uni<Void> gaveUp(Job job, Throwable cause) {
        return say(job, ProgressItem.failed("the source could not be read"));
    }

    /** Compares; fails with NOT_FOUND, or with BAD_REQUEST in the connector's words. Takes up to minutes. */
    Uni<SchemaReview> review(OrgId org, UUID connectionId) {
        return connections.current(org, connectionId).chain(current -> airbyte.schemas()
                .compare(current.sourceId(), current.id())
                .map(discovery -> SchemaReview.of(current, discovery)));
    }

    /** Joins the unit of work in hand. */
    Uni<Void> note(OrgId org, SchemaReview review) {
        UUID connection = review.connection().id();
        String status = review.breaking() ? "inactive" : review.connection().status();
        return connections
                .noteStatus(org, connection, status)
                .chain(() -> review.change().equals("no_change")
                        ? changes.remove(org, connection)
                        : changes.put(org, connection, review.change()))
                .replaceWithVoid();
    }

    private Uni<Void> say(Job job, ProgressItem item) {
        return progress.add(job.org(), HASHKEY, job.payload().path(KEY).asText(), item);
    }
}
