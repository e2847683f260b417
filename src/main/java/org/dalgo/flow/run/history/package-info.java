/**
 * Finished runs of one deployment with their steps, and the overview of all pipelines, from our own tables only.
 * It changes no run and calls no other system. Called by the resource of flow.run.
 */
package org.dalgo.flow.run.history;
