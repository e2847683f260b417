/**
 * Connectors of the stand-in: sources that read rows, destinations that load rows, and stubs that only describe
 * themselves. It has no jobs and no HTTP interface of Airbyte. Called by checks, discovery and sync attempts, on worker
 * threads.
 */
package org.dalgo.sandbox.airbyte.connector;
