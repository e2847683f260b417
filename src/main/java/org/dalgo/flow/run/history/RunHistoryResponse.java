package org.dalgo.flow.run.history;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.dalgo.flow.run.state.RunResponse;

/**
 * A finished run with its steps.
 *
 * @param run the run
 * @param runs its steps, in the order in which they began
 */
public record RunHistoryResponse(@JsonUnwrapped RunResponse run, List<StepResponse> runs) {}
