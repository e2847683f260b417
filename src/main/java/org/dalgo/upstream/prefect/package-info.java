/**
 * Outbound adapter to Prefect 3: its REST routes, its two event sockets, the meaning of its failures.
 * Speaks Prefect's words only (flow, deployment, flow run, block); it knows no organisation and no pipeline.
 * It is not a cache: nothing is kept here beyond connections and the identifiers of Prefect's own block type.
 * Called by the rooms of the flow floor; {@code PrefectAdapter} is the door, the sockets stand beside it.
 */
package org.dalgo.upstream.prefect;
