/**
 * What syncs and clears came to: Airbyte's jobs that have ended, copied into rows of ours after each run, when Airbyte says
 * so, and now and then in any case.
 * Called by its own resources; {@code flow.run} reports the end of a run through {@code RunListener}.
 */
package org.dalgo.data.ingest.sync;
