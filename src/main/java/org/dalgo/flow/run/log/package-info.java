/**
 * Log lines of runs: one reader for each run in the cluster, the archive with its order, and the live stream over it.
 * It starts, watches and changes no run. Called by browsers; {@code flow.run} reports progress through its own port.
 */
package org.dalgo.flow.run.log;
