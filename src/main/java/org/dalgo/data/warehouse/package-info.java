/**
 * The warehouse of an organisation: registered once, a destination in Airbyte, and a profile for dbt. It neither loads
 * nor transforms data; {@code data.warehouse.table} reads its tables. Called by {@code data.ingest} and
 * {@code data.transform}, which it notifies of a removal.
 */
package org.dalgo.data.warehouse;
