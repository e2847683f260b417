/**
 * Light: Airbyte's own connectors for sources without an Airbyte server. Each connector is a Python package that gets an
 * environment of its own and runs as a plain process, which speaks Airbyte's protocol over pipes.
 *
 * <p>The room knows packages, environments and messages, and loads rows into PostgreSQL. It keeps no state of a sync, and it knows no
 * organisation. Today the Airbyte stand-in of development and tests is its only user, so that it is not in the
 * production build, see docs/adr/0029.
 *
 * <p>A connector is confined like the steps of dbt on workers, by the same sandbox, as far as the machine offers it. It gets
 * no environment variable of ours, reads its environment and its inputs, writes to a folder of its own, and ends as a
 * whole. Its installation is <em>not</em> confined: see docs/connectors.md.
 */
package org.dalgo.light;
