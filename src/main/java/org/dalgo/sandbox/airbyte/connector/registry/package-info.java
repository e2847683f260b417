/** Chooses the connector that stands behind an image. */
package org.dalgo.sandbox.airbyte.connector.registry;
