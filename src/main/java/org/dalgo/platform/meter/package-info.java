/**
 * How meters are sampled, and the meter of the database. Meters of a room stand in that room; all names begin with
 * {@code dalgo}, and docs/operations.md lists them. What registers meters is made at the start: an alert on a meter that does
 * not exist yet would never fire. Called by the rooms that sample.
 */
package org.dalgo.platform.meter;
