/**
 * The circuit breaker that adapters share. It knows no system and no product noun, and it repeats no call. Called by
 * the adapters of this floor only.
 */
package org.dalgo.upstream.call;
