/**
 * Airbyte workspaces and the version of the Airbyte instance. It knows no organisation; ingest calls it through
 * AirbyteAdapter, sibling packages read the instance version.
 */
package org.dalgo.upstream.airbyte.workspace;
