/**
 * Log lines of flow runs: read, write, and the socket that signals new lines. It archives nothing; run.log of
 * the flow floor calls it.
 */
package org.dalgo.upstream.prefect.log;
