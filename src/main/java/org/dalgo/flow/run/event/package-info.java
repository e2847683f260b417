/**
 * Intake of Prefect's states: the consumer of its event socket, and the reconciler that compares all open runs.
 * Detectors of stale and queued runs stand beside them. It writes states through run.state only. Called by
 * run.webhook; implemented from above through SyncProgressListener.
 */
package org.dalgo.flow.run.event;
