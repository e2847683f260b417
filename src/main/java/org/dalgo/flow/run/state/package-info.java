/**
 * The projection of flow runs in our tables and its state machine: rows, state changes, hand-over to Prefect,
 * and the events published with each commit. It reads no event socket and serves no HTTP. Called by flow.run,
 * run.event and run.history.
 */
package org.dalgo.flow.run.state;
