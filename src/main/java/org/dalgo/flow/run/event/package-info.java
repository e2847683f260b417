/**
 * Intake of what Prefect knows: the consumer of its event socket and the reconciler that compares all open runs,
 * with the detectors of stale and queued runs. It writes no state itself but through run.state. Called by
 * run.webhook; implemented from above through SyncProgressListener.
 */
package org.dalgo.flow.run.event;
