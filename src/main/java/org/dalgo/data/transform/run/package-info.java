/**
 * "Run" on the canvas: what stands there now, published or not, is run by a worker as a run of the organisation's
 * {@code dbt run}, and the person follows its lines. It draws nothing and publishes nothing. Called by its own resource.
 */
package org.dalgo.data.transform.run;
