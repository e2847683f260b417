/**
 * The log of a run as browsers read it: pages, the live stream with resume, progress of syncs and of dbt runs.
 * It reads the archive only and never Prefect. Called by browsers and by run.log.ingest for new lines.
 */
package org.dalgo.flow.run.log.view;
