/**
 * Server-sent events: encoding, heartbeat, back-pressure, limits, expiry and an orderly end of streams, and the
 * shared buffer of recent events. It knows no run and no organisation's events. Every room that streams calls
 * it.
 */
package org.dalgo.platform.sse;
