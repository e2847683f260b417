/**
 * How asynchronous work outside a request runs: in a context of its own, back on the caller's context, or one
 * item after the other. It stores nothing and retries nothing. Rooms that start or continue
 * background work call it.
 */
package org.dalgo.platform.job.context;
