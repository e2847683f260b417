/**
 * Sources whose schema has changed under a connection: found once a day and on request, listed until
 * the change is accepted or gone. A breaking change is not accepted here: saving the connection's form resolves it.
 * Called by its own resource.
 */
package org.dalgo.data.ingest.schema;
