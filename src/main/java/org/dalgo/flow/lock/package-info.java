/**
 * Leased locks on tasks: who runs what, until when, with a fencing token. A lease that nobody renews expires.
 * It starts and watches no run. Called by {@code flow.run}, and read by the lists of tasks and pipelines.
 */
package org.dalgo.flow.lock;
