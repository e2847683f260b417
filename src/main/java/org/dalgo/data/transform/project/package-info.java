/**
 * The one dbt project of an organisation: its set-up, schema, secrets, git connection and publication. It runs
 * no dbt and keeps no checkout: workers do both. Called by its own resource and the canvas; {@code flow} reads
 * the settings of dbt tasks through {@code DbtSettingsProvider}.
 */
package org.dalgo.data.transform.project;
