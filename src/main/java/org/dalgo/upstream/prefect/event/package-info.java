/**
 * State changes and progress from the event socket of Prefect, as typed events. Delivery is best effort, so it
 * is not a source of truth; the flow floor subscribes to it.
 */
package org.dalgo.upstream.prefect.event;
