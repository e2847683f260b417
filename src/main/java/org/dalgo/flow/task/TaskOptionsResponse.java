package org.dalgo.flow.task;

import java.util.List;

/** Flags and options that a task takes, without dashes. */
public record TaskOptionsResponse(List<String> flags, List<String> options) {}
