/**
 * Actors, connections and jobs of the stand-in as documents in memory, and their snapshot on disk. It validates nothing
 * and serves no route. Called by jobs, catalogs and routes, on the stand-in's event loop only.
 */
package org.dalgo.sandbox.airbyte.store;
