/**
 * Commands of the people who run an installation: the same program, started with the word {@code operator}, does one thing
 * against the database and ends; it serves nothing and schedules nothing. What the commands mean is decided in the rooms
 * that they call. Nothing calls this room; it is entered from a terminal.
 */
package org.dalgo.operator;
