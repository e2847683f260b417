/**
 * Rate limits shared by all replicas through one table: a use is counted before the work and can be refunded. It
 * is not a bulkhead. Services that anonymous clients can reach call it.
 */
package org.dalgo.platform.ratelimit;
