/**
 * Sources whose schema has changed under a connection: found once a day and when somebody looks, shown until somebody
 * accepts the change or it is gone. A breaking change is not accepted here: the connection's form mends it.
 * Called by its own resource.
 */
package org.dalgo.data.ingest.schema;
