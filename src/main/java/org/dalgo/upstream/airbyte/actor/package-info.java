/**
 * Sources and destinations (Airbyte actors): create, update, read, delete and check. It knows no organisation;
 * ingest and warehouse call it through AirbyteAdapter.
 */
package org.dalgo.upstream.airbyte.actor;
