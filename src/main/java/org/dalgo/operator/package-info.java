/**
 * Commands for operators: the program with the argument {@code operator} runs one command against the database and
 * ends. It serves no route and schedules nothing; the rules stay in the rooms that it calls. No room calls it.
 */
package org.dalgo.operator;
