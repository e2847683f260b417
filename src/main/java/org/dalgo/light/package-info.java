/**
 * Light: Airbyte's own connectors for sources without an Airbyte server. Each connector is a Python package that gets an
 * environment of its own and runs as a plain process, which speaks Airbyte's protocol over pipes.
 *
 * <p>The room knows packages, environments and messages. It is not a loader, it keeps no state of a sync, and it knows no
 * organisation. Today the Airbyte stand-in of development and tests is its only user, so that it is not in the
 * production build, see docs/adr/0029.
 *
 * <p>A connector gets no environment variable of ours, a folder of its own, and a session that ends as a whole. It is
 * <em>not</em> confined like the steps of dbt on workers: it has the user of this process, can read what that user can
 * read, and reaches every address. Only run packages that you would run yourself.
 */
package org.dalgo.light;
