/**
 * Orchestration pipelines: an ordered list of tasks, a schedule, a name; and the dbt tasks that people run alone. It
 * decides what may be in one and lists them; deployments, runs and locks are other rooms' business.
 * Called by the web app, and by the sandbox for its demo; no room calls it.
 */
package org.dalgo.flow.pipeline;
