/**
 * What the steps of a run made: the results of dbt's nodes, what failed first and why. It is a projection of what the
 * steps stored in Prefect. It changes no state of a run and reads no log lines. Called by run.state, run.event and the
 * transform room.
 */
package org.dalgo.flow.run.result;
