package org.dalgo.flow.run;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.UUID;
import org.dalgo.flow.run.state.RunRow;

/**
 * The state of one run, as it is polled.
 *
 * @param flowId always null: no client reads it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FlowRunResponse(
        UUID id, String name, UUID deploymentId, UUID flowId, String stateType, String stateName) {

    /**
     * @param forWebApp the web app never stops polling a run that is CRASHED, so it is told FAILED; the name stays true
     */
    static FlowRunResponse of(RunRow run, boolean forWebApp) {
        String type = forWebApp && "CRASHED".equals(run.stateType()) ? "FAILED" : run.stateType();
        return new FlowRunResponse(run.flowRunId(), run.name(), run.deploymentId(), null, type, run.stateName());
    }
}
