/**
 * What syncs and clears came to: Airbyte's jobs that have ended, copied into rows of ours after each run, when Airbyte says
 * so, and now and then in any case.
 * Called by its own resources; {@code flow.run} tells it, through {@code RunListener}, that a run has ended.
 */
package org.dalgo.data.ingest.sync;
