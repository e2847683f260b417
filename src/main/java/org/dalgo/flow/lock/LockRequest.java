package org.dalgo.flow.lock;

import java.util.List;
import org.dalgo.platform.tenancy.OrgId;

/**
 * The tasks that a run locks.
 *
 * @param run primary key of the run
 * @param deployment primary key of its deployment
 * @param account who started it, or null for the schedule
 * @param tasks primary keys of the organisation's tasks that it runs
 */
public record LockRequest(OrgId org, long run, long deployment, Long account, List<Long> tasks) {}
