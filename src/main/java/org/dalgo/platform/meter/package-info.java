/**
 * How meters are sampled, and the meter of the database. Meters of a room stand in that room; all names begin with
 * {@code dalgo}, and docs/operations.md lists them. Called by the rooms that sample.
 */
package org.dalgo.platform.meter;
