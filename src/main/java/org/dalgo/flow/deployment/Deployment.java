package org.dalgo.flow.deployment;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.platform.tenancy.OrgId;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.UpdateTimestamp;

/** One deployment in Prefect: a pipeline that a person made, or the means to run a single task. */
@Entity
class Deployment extends PanacheEntityBase {

    private static final String PIPELINE = "orchestrate";
    private static final String MANUAL = "manual";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "org_id")
    long org;

    String name;

    @Column(name = "deployment_name")
    String deploymentName;

    @Column(name = "prefect_deployment_id")
    UUID deploymentId;

    String type;

    String queue;

    String cron;

    @Column(name = "schedule_active")
    boolean scheduleActive;

    @Column(name = "continue_on_sync_failure")
    boolean continueOnSyncFailure;

    @ElementCollection
    @CollectionTable(name = "deployment_task", joinColumns = @JoinColumn(name = "deployment_id"))
    @OrderColumn(name = "seq")
    List<DeploymentTask> tasks = new ArrayList<>();

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;

    @UpdateTimestamp
    @Column(name = "updated_at")
    Instant updatedAt;

    protected Deployment() {}

    /** The row of a deployment that Prefect knows; its tasks are stored. */
    static Deployment of(DeploymentView view) {
        Deployment row = new Deployment();
        row.org = view.org().value();
        row.deploymentName = view.deploymentName();
        row.deploymentId = view.deploymentId();
        row.type = view.pipeline() ? PIPELINE : MANUAL;
        row.queue = view.queue();
        row.scheduleActive = view.scheduleActive();
        row.updateFrom(view);
        return row;
    }

    /** Takes over what a person may change; whether the schedule is paused is changed by itself. */
    void updateFrom(DeploymentView view) {
        name = view.name();
        cron = view.cron();
        continueOnSyncFailure = view.continueOnSyncFailure();
        tasks.clear();
        view.steps().forEach(step -> tasks.add(new DeploymentTask(step)));
    }

    /**
     * @param byId the tasks of the steps, by their keys
     */
    DeploymentView toView(Map<Long, OrgTaskView> byId) {
        return new DeploymentView(
                id,
                new OrgId(org),
                name,
                deploymentName,
                deploymentId,
                PIPELINE.equals(type),
                queue,
                cron,
                scheduleActive,
                continueOnSyncFailure,
                tasks.stream()
                        .map(task -> new DeploymentStep(byId.get(task.orgTask), task.label))
                        .toList(),
                createdAt);
    }
}
