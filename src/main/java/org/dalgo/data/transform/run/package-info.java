/**
 * "Run" on the canvas: a worker runs the present files, published or not, as a run of the organisation's
 * {@code dbt run}. Lists the tests of the data with their last results. It changes no node and publishes nothing. Called by
 * its own resources.
 */
package org.dalgo.data.transform.run;
