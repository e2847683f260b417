/**
 * The warehouse of an organisation: registered once, known to Airbyte as a destination and to dbt through a profile.
 * It does not load data and does not transform it. What stands in it is read by
 * {@code data.warehouse.table}. Called by {@code data.ingest} and {@code data.transform}, which it notifies of its removal.
 */
package org.dalgo.data.warehouse;
