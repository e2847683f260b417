/**
 * The history of syncs and clears: ended jobs of Airbyte, copied into our rows after each run, after a webhook and
 * periodically. It starts no job. Called by its own resources; {@code flow.run} reports the end of a run through
 * {@code RunListener}.
 */
package org.dalgo.data.ingest.sync;
