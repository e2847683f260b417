package org.dalgo.flow.run.log;

import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A run whose log was leased to a reader.
 *
 * @param id key of its row
 * @param org whose it is
 * @param flowRunId Prefect's id
 * @param stateType its state when it was leased
 * @param complete whether its log was found complete before
 */
public record LeasedRun(long id, OrgId org, UUID flowRunId, String stateType, boolean complete) {}
