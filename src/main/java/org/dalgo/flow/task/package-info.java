/**
 * What can be run: the catalogue of tasks, and each organisation's own (the sync of one connection, one dbt command).
 * It turns a task into a command line and names its step; it runs nothing and knows no deployment and no schedule.
 * What only the data rooms know of dbt and Airbyte it asks through {@code TransformSettings} and {@code SyncSettings}.
 * Called by {@code flow.deployment}, {@code flow.pipeline} and, to register connections, by {@code data.ingest}.
 */
package org.dalgo.flow.task;
