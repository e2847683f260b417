/**
 * Readers that copy the log of each leased run from Prefect into the archive. One reader per run in the
 * cluster, its poll schedule, and the tree of subflows. It serves no browser. No package calls it; it starts with the
 * application and notifies run.log.view of new lines.
 */
package org.dalgo.flow.run.log.ingest;
