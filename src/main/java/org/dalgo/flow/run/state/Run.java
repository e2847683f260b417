package org.dalgo.flow.run.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A flow run: written before the request to Prefect, then kept true by the watcher and the reconciler. */
@Entity
@DynamicInsert
@DynamicUpdate
class Run extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "org_id")
    Long org;

    @Column(name = "deployment_id")
    Long deployment;

    @Column(name = "prefect_deployment_id")
    UUID deploymentId;

    @Column(name = "idempotency_key")
    UUID idempotencyKey;

    @Column(name = "prefect_flow_run_id")
    UUID flowRunId;

    String name;

    @Column(name = "state_type")
    String stateType;

    @Column(name = "state_name")
    String stateName;

    @Column(name = "state_at")
    Instant stateAt;

    @Column(name = "state_message")
    String stateMessage;

    @Column(name = "expected_start")
    Instant expectedStart;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "ended_at")
    Instant endedAt;

    @Column(name = "total_run_time")
    Double totalRunTime;

    @Column(name = "account_id")
    Long account;

    /** What differs from the parameters of the deployment, key by key; or null. */
    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode parameters;

    /** Kind of work as which its progress is requested; null for a run that is not followed as work. */
    @Column(name = "progress_key")
    String progressKey;

    /** Key of its progress; null as {@link #progressKey} is. */
    @Column(name = "progress_id")
    UUID progressId;

    String dispatch;

    @Column(name = "dispatch_due")
    Instant dispatchDue;
}
