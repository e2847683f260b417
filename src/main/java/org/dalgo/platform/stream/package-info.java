/**
 * Server-sent events: framing, heartbeat, limits, expiry and an orderly end; notices between replicas; and the
 * organisation's stream, into which rooms publish. It knows no run and no task. Called by every room that streams.
 */
package org.dalgo.platform.stream;
