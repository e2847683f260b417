/**
 * Retention rules: each room names its tables and deletes its own expired rows in bounded batches. It knows no table
 * itself. Rooms implement {@code RetentionRule}; {@code retention.schedule} runs the rules.
 */
package org.dalgo.platform.retention;
