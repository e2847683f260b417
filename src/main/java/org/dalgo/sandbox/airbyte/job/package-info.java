/**
 * Jobs of the stand-in from pending to their end: attempts, counters and attempt logs. It has no routes. Called by
 * {@code route} and by discovery.
 */
package org.dalgo.sandbox.airbyte.job;
