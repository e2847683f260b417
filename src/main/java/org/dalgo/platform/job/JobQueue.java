package org.dalgo.platform.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Where work that must not be lost is asked for. */
@ApplicationScoped
public class JobQueue {

    private final Sql sql;
    private final ObjectMapper json;

    @Inject
    JobQueue(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /**
     * Asks for a piece of work. Joins the unit of work in hand: the work exists if and when that commits.
     *
     * @param kind names the handler
     * @param org whose work it is, or null
     * @param payload becomes a JSON object; never a secret
     * @return its id
     */
    public Uni<Long> enqueue(String kind, OrgId org, Object payload) {
        return sql.first(
                        "insert into job (kind, org_id, payload) values ($1, $2::bigint, $3::jsonb) returning id",
                        kind,
                        org == null ? null : org.value(),
                        new JsonObject(json.valueToTree(payload).toString()))
                .map(row -> ((Number) row[0]).longValue());
    }
}
