package org.dalgo.flow.run;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A finished run with its steps.
 *
 * @param run the run
 * @param runs its steps, in the order in which they began
 */
public record RunHistoryResponse(@JsonUnwrapped RunResponse run, List<StepResponse> runs) {}
