package org.dalgo.flow.lock;

/**
 * All locks that are not released.
 *
 * @param held with a lease
 * @param expired of which the lease has ended without a release
 * @param seconds age of the oldest
 */
record LockState(long held, long expired, double seconds) {}
