/**
 * Tasks: the catalogue, and the tasks of an organisation (the sync of one connection, one dbt or git command). It
 * builds command lines and names of steps. It runs nothing and knows no deployment and no schedule. The data rooms
 * supply settings through {@code DbtSettingsProvider} and {@code AirbyteSettingsProvider}. Called by
 * {@code flow.deployment}, {@code flow.pipeline} and, to register connections, by {@code data.ingest}.
 */
package org.dalgo.flow.task;
