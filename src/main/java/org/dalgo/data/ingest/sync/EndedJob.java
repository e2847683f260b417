package org.dalgo.data.ingest.sync;

/**
 * A job that has ended.
 *
 * @param status succeeded, failed or cancelled
 * @param lastAttempt number of its last attempt, from 0; null when there was none
 */
record EndedJob(long id, String status, Integer lastAttempt) {}
