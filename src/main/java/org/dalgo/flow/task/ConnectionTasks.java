package org.dalgo.flow.task;

/**
 * What can be run of one connection.
 *
 * @param sync copies its data
 * @param clear empties its tables
 */
public record ConnectionTasks(OrgTaskView sync, OrgTaskView clear) {}
