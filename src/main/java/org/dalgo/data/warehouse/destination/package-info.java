/**
 * The configuration of the Airbyte destination that a warehouse is: kinds of database, form values, connector
 * specifications, masked secrets, outcome of a connection check. It has no table and calls no other system.
 * Called by {@code data.warehouse}, by rooms that need the kind of a warehouse, and by {@code
 * data.ingest.source} for the outcome of a check.
 */
package org.dalgo.data.warehouse.destination;
