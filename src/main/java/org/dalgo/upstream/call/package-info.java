/**
 * What adapters share: the circuit breaker, the meters of calls and the comparison of clocks. It knows no product noun, and
 * it repeats no call. Called by the adapters of this floor, and by the checks of higher ones.
 */
package org.dalgo.upstream.call;
