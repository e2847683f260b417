/**
 * Jobs, from pending to their end: attempts, counters and the log that Airbyte would have written. Not the routes that
 * start or list them. Called by routes and, for the quick ones, by discovery.
 */
package org.dalgo.sandbox.airbyte.job;
