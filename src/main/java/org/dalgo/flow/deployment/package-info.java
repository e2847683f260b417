/**
 * Prefect deployments, each tracked against its organisation: the only place that creates, changes, schedules and deletes
 * them. It does not know what a pipeline may contain and starts no runs.
 * Called by {@code flow.pipeline}, read by {@code flow.run}, and called by the data rooms for what runs alone.
 */
package org.dalgo.flow.deployment;
