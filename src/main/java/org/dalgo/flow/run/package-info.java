/**
 * Flow runs over HTTP: start, cancel, history. The subpackages hold the state machine, the event intake and the logs.
 * It lists no pipelines and reads no log lines. Called by {@code flow.pipeline} and by the data rooms.
 */
package org.dalgo.flow.run;
