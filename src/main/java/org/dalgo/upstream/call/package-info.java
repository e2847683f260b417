/**
 * What every outbound adapter has in common: REST clients with bounded answers, one deadline, retry, circuit breaker and
 * bulkhead for each class of call, failures in words for a tenant, the meters of calls and the comparison of clocks. It knows
 * no system and no product noun. Called by the adapters of this floor, and by the checks of higher ones.
 */
package org.dalgo.upstream.call;
