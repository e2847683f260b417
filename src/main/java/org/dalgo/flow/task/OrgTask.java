package org.dalgo.flow.task;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.type.SqlTypes;

/** A task of one organisation: the sync of one connection, or one dbt or git command with its flags. */
@Entity
@Table(name = "org_task")
class OrgTask extends PanacheEntityBase {

    private static final String CLIENT = "client";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    UUID uuid;

    @Column(name = "org_id")
    long org;

    @ManyToOne(fetch = FetchType.EAGER)
    @JoinColumn(name = "task_id")
    Task task;

    @Column(name = "airbyte_connection_id")
    UUID connectionId;

    @Column(name = "connection_name")
    String connectionName;

    @JdbcTypeCode(SqlTypes.JSON)
    TaskParameters parameters;

    @Column(name = "generated_by")
    String generatedBy;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;

    @UpdateTimestamp
    @Column(name = "updated_at")
    Instant updatedAt;

    protected OrgTask() {}

    /** A task that a person put together; fails with INVALID when it does not take those parameters. */
    static OrgTask custom(OrgId org, Task task, TaskParameters parameters) {
        OrgTask custom = new OrgTask();
        custom.uuid = UUID.randomUUID();
        custom.org = org.value();
        custom.task = task;
        custom.parameters = parameters.validatedFor(task.kind());
        custom.generatedBy = CLIENT;
        return custom;
    }

    /** The row of a task that was drafted as a view. */
    static OrgTask of(OrgId org, Task task, OrgTaskView draft) {
        OrgTask row = custom(org, task, draft.parameters());
        row.uuid = draft.uuid();
        return row;
    }

    OrgTaskView toView() {
        String line = task.command == null ? null : task.type + " " + task.command + parameters.toArguments();
        return new OrgTaskView(
                id, uuid, task.kind(), connectionId, connectionName, parameters, CLIENT.equals(generatedBy), line);
    }
}
