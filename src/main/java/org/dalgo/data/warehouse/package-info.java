/**
 * The warehouse of an organisation: registered once, known to Airbyte as a destination and to dbt through a profile.
 * It does not load data and does not transform it. Called by {@code data.ingest} and {@code data.transform}.
 */
package org.dalgo.data.warehouse;
