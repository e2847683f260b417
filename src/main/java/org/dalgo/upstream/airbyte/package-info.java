/**
 * The adapter to Airbyte: HTTP client, wire records, error translation.
 * It knows no organisation, warehouse or pipeline; names are Airbyte's. It stores nothing and starts nothing by itself.
 * Rooms of the floors above call {@link org.dalgo.upstream.airbyte.AirbyteAdapter} and nothing else here.
 */
package org.dalgo.upstream.airbyte;
