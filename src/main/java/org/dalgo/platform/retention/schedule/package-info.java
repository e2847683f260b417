/**
 * Runs the retention rules of all rooms in turn, one replica at a time, and keeps the lives that single organisations
 * have chosen. Called by the clock and by the operator's command.
 */
package org.dalgo.platform.retention.schedule;
