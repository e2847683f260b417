/**
 * Endpoints to which a Prefect automation posts that a flow run changed. The body is a hint only: the run is
 * read from Prefect through run.event. Called by Prefect, open only with the configured key.
 */
package org.dalgo.flow.run.webhook;
