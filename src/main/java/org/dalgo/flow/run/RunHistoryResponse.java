package org.dalgo.flow.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * A finished run with its steps.
 *
 * @param run the run
 * @param runs its steps, in the order in which they began
 */
public record RunHistoryResponse(@JsonUnwrapped RunResponse run, List<StepResponse> runs) {}
