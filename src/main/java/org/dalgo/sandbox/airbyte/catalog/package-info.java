/**
 * What a source offers and what a connection takes of it: discovery, configured catalogs, and the review of changes
 * between the two. It moves no rows. Called by routes.
 */
package org.dalgo.sandbox.airbyte.catalog;
