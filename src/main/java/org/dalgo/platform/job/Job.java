package org.dalgo.platform.job;

import com.fasterxml.jackson.databind.JsonNode;
import org.dalgo.platform.tenancy.OrgId;

/**
 * One attempt at a piece of work.
 *
 * @param id of the work
 * @param kind names the handler
 * @param org whose work it is; null for work of the whole installation
 * @param payload what the handler needs to know; never a secret
 * @param attempt 1 for the first
 * @param last the work is given up when this attempt fails
 */
public record Job(long id, String kind, OrgId org, JsonNode payload, int attempt, boolean last) {}
