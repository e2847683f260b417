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
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/**
 * Applies an accepted schema change to the connection. If the source has changed again since the change was shown,
 * nothing is applied and the newer change waits for acceptance. Nothing is synced and nothing is cleared.
 */
@ApplicationScoped
class SchemaAcceptanceJob implements JobHandler {

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

    private final TenantTransactions tenantTransactions;
    private final SchemaReviewJob reviews;
    private final SchemaChangeRecorder changes;
    private final AirbyteAdapter airbyte;
    private final AuditLog auditLog;

    @Inject
    SchemaAcceptanceJob(
            TenantTransactions tenantTransactions,
            SchemaReviewJob reviews,
            SchemaChangeRecorder changes,
            AirbyteAdapter airbyte,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.reviews = reviews;
        this.changes = changes;
        this.airbyte = airbyte;
        this.auditLog = auditLog;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobLane lane() {
        return JobLane.DISCOVERY;
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    /** A little more than Airbyte may take. */
    @Override
    public Duration timeout() {
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
                                .chain(() -> tenantTransactions.inOrg(org, () -> markAccepted(org, accepted)))
                        : tenantTransactions.inOrg(org, () -> reviews.recordChange(org, review)))
                // Deleted in the meantime.
                .onFailure(failure -> failure instanceof Failure ours && ours.problem() == Problem.NOT_FOUND)
                .recoverWithNull();
    }

    private Uni<Void> markAccepted(OrgId org, Accepted accepted) {
        return changes.clear(org, accepted.connection())
                .chain(() -> auditLog.recordFor(
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
