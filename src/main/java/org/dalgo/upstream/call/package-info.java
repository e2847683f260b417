/**
 * What calls to any outside system have in common: failing fast while the system is down. It knows no system, no wire and
 * no product noun, and it repeats nothing. Called by the adapters of this floor only.
 */
package org.dalgo.upstream.call;
