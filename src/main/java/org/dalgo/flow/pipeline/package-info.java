/**
 * Pipelines: an ordered list of tasks with a name and a schedule; and single dbt tasks. It decides which tasks a
 * pipeline may contain, lists pipelines, and notices due times without a run. It owns no deployment, run or lock. Called by the web app, and by the
 * sandbox for its demo; no room calls it.
 */
package org.dalgo.flow.pipeline;
