/**
 * Background jobs: a queue with one lane for each kind of work, fair among organisations, and progress that clients
 * poll or stream. It knows no product noun. Rooms above add jobs and implement {@code JobHandler}.
 */
package org.dalgo.platform.job;
