/**
 * The event stream of an organisation: events are stored in the order of commits, published to all replicas and
 * followed over SSE with resume. It knows no run and no job. Rooms publish events; the web app follows them.
 */
package org.dalgo.platform.orgevent;
