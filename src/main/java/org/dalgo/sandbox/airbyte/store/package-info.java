/**
 * What the stand-in remembers: actors, connections and jobs as documents, and their copy on disk. It checks nothing and
 * serves no route. Called by jobs, catalogs and routes, on the stand-in's own event loop only.
 */
package org.dalgo.sandbox.airbyte.store;
