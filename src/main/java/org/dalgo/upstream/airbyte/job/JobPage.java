package org.dalgo.upstream.airbyte.job;

import java.util.List;

/**
 * A part of a connection's jobs, newest first.
 *
 * @param jobs at most as many as were requested
 * @param total how many there are
 */
public record JobPage(List<AirbyteJob> jobs, long total) {}
