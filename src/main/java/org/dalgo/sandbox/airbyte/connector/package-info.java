/**
 * Sources that really give rows and destinations that really take them, beside some that only say what they would do.
 * No jobs and no HTTP interface of Airbyte. Called by checks, discovery and the attempts of a sync, on worker threads.
 */
package org.dalgo.sandbox.airbyte.connector;
