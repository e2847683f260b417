package org.dalgo.platform.job;

/**
 * The queue of one lane, or of one kind of job.
 *
 * @param due jobs that wait although they may run
 * @param running jobs with a lease
 * @param seconds age of the oldest that is due
 * @param givenUp jobs of which the last attempt failed
 */
record JobLaneState(long due, long running, double seconds, long givenUp) {

    static final JobLaneState EMPTY = new JobLaneState(0, 0, 0, 0);

    JobLaneState plus(JobLaneState other) {
        return new JobLaneState(
                due + other.due, running + other.running, Math.max(seconds, other.seconds), givenUp + other.givenUp);
    }
}
