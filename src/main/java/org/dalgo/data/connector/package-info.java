/**
 * The configuration of a connector, source or destination, against the specification of that connector. It has no table
 * and calls no other system. Called by {@code data.warehouse} and {@code data.ingest.source} before the request to Airbyte.
 */
package org.dalgo.data.connector;
