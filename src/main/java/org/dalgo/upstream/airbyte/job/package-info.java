/**
 * Airbyte jobs: start a sync, cancel it, list jobs and read attempt logs. It keeps no history; ingest calls it
 * through AirbyteAdapter.
 */
package org.dalgo.upstream.airbyte.job;
