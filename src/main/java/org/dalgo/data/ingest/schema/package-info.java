/**
 * Schema changes of sources: detected once a day and on request, listed until they are accepted or gone. A breaking
 * change is not accepted here: saving the connection's form resolves it. Called by its own resource.
 */
package org.dalgo.data.ingest.schema;
