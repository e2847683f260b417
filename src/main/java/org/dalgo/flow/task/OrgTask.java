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
import org.dalgo.platform.access.OrgId;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.type.SqlTypes;

/** A task of one organisation: the sync of one connection, or one dbt or git command with its flags. */
@Entity
@Table(name = "org_task")
public class OrgTask extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    UUID uuid;

    long org;

    @ManyToOne(fetch = FetchType.EAGER)
    @JoinColumn(name = "task")
    Task task;

    @Column(name = "connection_id")
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

    /** A task that a person put together; not stored yet. */
    static OrgTask custom(OrgId org, Task task, TaskParameters parameters) {
        OrgTask custom = new OrgTask();
        custom.uuid = UUID.randomUUID();
        custom.org = org.value();
        custom.task = task;
        custom.parameters = parameters.checkedFor(task.kind());
        custom.generatedBy = "client";
        return custom;
    }

    /** Key of the row; null until it is stored. */
    public Long id() {
        return id;
    }

    /** What the web app calls it by. */
    public UUID uuid() {
        return uuid;
    }

    public TaskKind kind() {
        return task.kind();
    }

    /** Airbyte's id of the connection, or null when it is no task of a connection. */
    public UUID connectionId() {
        return connectionId;
    }

    /** Name of the connection as people know it, or null. */
    public String connectionName() {
        return connectionName;
    }

    public TaskParameters parameters() {
        return parameters;
    }

    /** Made by a person, with flags of their own. */
    public boolean isCustom() {
        return "client".equals(generatedBy);
    }

    /** The command with its flags, as in {@code dbt run --full-refresh}; null for a task of a connection. */
    public String commandLine() {
        return task.command == null ? null : task.type + " " + task.command + parameters.asWords();
    }

    /** What its step is called in Prefect; a second one in the same deployment needs a suffix. */
    public String label() {
        return kind().label(connectionId);
    }
}
