package org.dalgo.flow.run.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/**
 * A run that Prefect has accepted.
 *
 * @param flowRunId Prefect's id
 * @param name Prefect's name for it
 */
public record StartedRun(@JsonProperty("flow_run_id") UUID flowRunId, String name) {}
