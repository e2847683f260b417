/**
 * Outbound adapter to Prefect 3: its REST routes, its two event sockets, the meaning of its failures.
 * Uses Prefect's terms only (flow, deployment, flow run, block); it knows no organisation and no pipeline.
 * It is not a cache: nothing is kept here beyond connections and the identifiers of Prefect's own block type.
 * Called by the rooms of the flow floor; {@code PrefectAdapter} is the entry point, with the sockets beside it.
 */
package org.dalgo.upstream.prefect;
