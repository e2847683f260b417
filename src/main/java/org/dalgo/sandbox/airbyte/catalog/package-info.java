/**
 * Catalogs of the Airbyte stand-in: discovery, configured catalogs, and the difference between the two. It moves no
 * rows. Called by {@code route}.
 */
package org.dalgo.sandbox.airbyte.catalog;
