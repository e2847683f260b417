/**
 * Airbyte as an organisation has it: its workspace, the connectors in it, and how workers reach it. What is in the workspace
 * is the matter of the rooms below this one.
 * Called by those and by its own resource; {@code flow} asks it, through {@code SyncSettings}, how a worker reaches Airbyte.
 */
package org.dalgo.data.ingest;
