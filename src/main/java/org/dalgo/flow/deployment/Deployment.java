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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dalgo.flow.task.OrgTask;
import org.dalgo.platform.access.OrgId;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.UpdateTimestamp;

/** One deployment in Prefect: a pipeline that a person made, or the means to run a single task. */
@Entity
public class Deployment extends PanacheEntityBase {

    private static final String PIPELINE = "orchestrate";
    private static final String MANUAL = "manual";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    long org;

    String name;

    @Column(name = "deployment_name")
    String deploymentName;

    @Column(name = "deployment_id")
    UUID deploymentId;

    String type;

    String queue;

    String cron;

    @Column(name = "schedule_active")
    boolean scheduleActive;

    @Column(name = "continue_on_sync_failure")
    boolean continueOnSyncFailure;

    @ElementCollection
    @CollectionTable(name = "deployment_task", joinColumns = @JoinColumn(name = "deployment"))
    @OrderColumn(name = "seq")
    List<DeploymentTask> tasks = new ArrayList<>();

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;

    @UpdateTimestamp
    @Column(name = "updated_at")
    Instant updatedAt;

    protected Deployment() {}

    /** A pipeline, not stored yet and unknown to Prefect. */
    static Deployment pipeline(OrgId org, String orgSlug, DeploymentPlan plan, String queue) {
        Deployment pipeline = new Deployment();
        pipeline.org = org.value();
        pipeline.type = PIPELINE;
        pipeline.deploymentName = DeploymentName.pipeline(orgSlug);
        pipeline.queue = queue;
        pipeline.scheduleActive = true;
        pipeline.follow(plan);
        return pipeline;
    }

    /** The means to run one task, after what it needs; not stored yet and unknown to Prefect. */
    static Deployment manual(OrgId org, String orgSlug, List<OrgTask> chain, String queue) {
        OrgTask last = chain.get(chain.size() - 1);
        Deployment manual = new Deployment();
        manual.org = org.value();
        manual.type = MANUAL;
        manual.deploymentName = DeploymentName.manual(orgSlug, last.kind());
        manual.queue = queue;
        manual.scheduleActive = true;
        manual.follow(new DeploymentPlan(manual.deploymentName, chain, null, false));
        return manual;
    }

    /** Takes over name, tasks and schedule. A paused schedule stays paused. */
    void follow(DeploymentPlan plan) {
        name = plan.name();
        cron = plan.cron();
        continueOnSyncFailure = plan.continueOnSyncFailure();
        tasks.clear();
        Set<String> taken = new HashSet<>();
        for (OrgTask task : plan.chain()) {
            String label = taken.add(task.label()) ? task.label() : task.label() + "-" + tasks.size();
            tasks.add(new DeploymentTask(task, label));
        }
    }

    /** Key of the row; null until it is stored. */
    public Long id() {
        return id;
    }

    public OrgId org() {
        return new OrgId(org);
    }

    /** As people call it. */
    public String name() {
        return name;
    }

    /** As Prefect calls it. */
    public String deploymentName() {
        return deploymentName;
    }

    /** Prefect's id of it; null until Prefect has answered. */
    public UUID deploymentId() {
        return deploymentId;
    }

    /** Made by a person as a pipeline, rather than by us to run one task. */
    public boolean isPipeline() {
        return PIPELINE.equals(type);
    }

    public String queue() {
        return queue;
    }

    /** Five fields, in UTC; null when it runs on demand only. */
    public String cron() {
        return cron;
    }

    /** Runs by schedule: it has one, and nobody paused it. */
    public boolean isScheduled() {
        return cron != null && scheduleActive;
    }

    public boolean continuesOnSyncFailure() {
        return continueOnSyncFailure;
    }

    /** Steps in the order in which they are done; a step's place in it is its {@code seq}. */
    public List<DeploymentTask> tasks() {
        return List.copyOf(tasks);
    }

    /** The tasks of the steps, in order. */
    public List<OrgTask> chain() {
        return tasks.stream().map(DeploymentTask::orgTask).toList();
    }

    public Instant createdAt() {
        return createdAt;
    }
}
