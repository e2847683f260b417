/**
 * How long rows live: each room names its tables and deletes its own expired rows, a bounded number at a time. It knows
 * no table itself.
 */
package org.dalgo.platform.retention;
