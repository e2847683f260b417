/**
 * Background work: jobs in lanes, fair among organisations, and their progress as clients read or follow it. It knows no
 * product noun: handlers and callers are rooms above.
 */
package org.dalgo.platform.job;
