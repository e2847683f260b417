/**
 * What every outbound adapter has in common: REST clients with bounded answers, one deadline, retry, circuit breaker and
 * bulkhead for each class of call, and failures in words for a tenant. It knows no system and no product noun. Called by
 * the adapters of this floor only.
 */
package org.dalgo.upstream.call;
