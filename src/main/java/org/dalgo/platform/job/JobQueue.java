package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;

/** Takes requests for work that must not be lost. */
@ApplicationScoped
public class JobQueue {

    private final JobRepository jobs;

    @Inject
    JobQueue(JobRepository jobs) {
        this.jobs = jobs;
    }

    /**
     * Adds a job. Joins the current unit of work: the job exists if and when that commits, and starts at once then.
     *
     * @param kind names the handler
     * @param org organisation of the work, or null
     * @param payload becomes a JSON object; never a secret
     * @return its id
     */
    public Uni<Long> enqueue(String kind, OrgId org, Object payload) {
        return jobs.insert(kind, org, payload);
    }
}
