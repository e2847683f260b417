/**
 * Leased locks on tasks: which run holds which task, and until when. A lease without renewal expires.
 * It starts and watches no run. Called by {@code flow.run}, and read by the lists of tasks and pipelines.
 */
package org.dalgo.flow.lock;
