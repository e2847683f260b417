/**
 * Artifacts: data that the steps of flow runs store in Prefect. It reads them and gives them no meaning; run.result of
 * the flow floor does. Called by the adapter.
 */
package org.dalgo.upstream.prefect.artifact;
