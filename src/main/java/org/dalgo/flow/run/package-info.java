/**
 * Flow runs: start, state machine, steps, history, cancel, and the watcher and reconciler that keep our rows true.
 * It lists no pipelines and reads no log lines. Called by {@code flow.pipeline} and by the data rooms.
 */
package org.dalgo.flow.run;
