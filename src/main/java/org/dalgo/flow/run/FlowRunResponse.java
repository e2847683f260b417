package org.dalgo.flow.run;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.UUID;
import org.dalgo.flow.run.state.RunRow;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The state of one run, as it is polled.
 *
 * @param flowId always null: no client reads it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FlowRunResponse(
        UUID id,
        @Schema(nullable = true) String name,
        UUID deploymentId,
        @Schema(nullable = true) UUID flowId,
        String stateType,
        String stateName) {

    static FlowRunResponse of(RunRow run) {
        return new FlowRunResponse(
                run.flowRunId(), run.name(), run.deploymentId(), null, run.stateType(), run.stateName());
    }

    /** The web app never stops polling a run that is CRASHED, so it reads FAILED; the name stays. */
    static FlowRunResponse forWebApp(RunRow run) {
        FlowRunResponse exact = of(run);
        return "CRASHED".equals(exact.stateType())
                ? new FlowRunResponse(exact.id, exact.name, exact.deploymentId, null, "FAILED", exact.stateName)
                : exact;
    }
}
