/**
 * Work pools, work queues, workers and the version of the Prefect server. It starts no worker; the flow floor
 * calls it through PrefectAdapter.
 */
package org.dalgo.upstream.prefect.server;
