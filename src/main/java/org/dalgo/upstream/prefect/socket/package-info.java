/**
 * WebSockets to Prefect that sign in, subscribe and reconnect until they are closed. It knows no event and no
 * log line; upstream.prefect.event and upstream.prefect.log use it.
 */
package org.dalgo.upstream.prefect.socket;
