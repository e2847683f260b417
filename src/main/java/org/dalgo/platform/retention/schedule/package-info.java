/**
 * Runs the retention rules of all rooms in turn, one replica at a time, and stores the periods that single
 * organisations have. It deletes no row itself. Called by the scheduler and by the operator's command.
 */
package org.dalgo.platform.retention.schedule;
