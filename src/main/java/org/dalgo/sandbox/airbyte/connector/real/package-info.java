/** Airbyte's own connectors, run by {@code light}, in the words of this stand-in. */
package org.dalgo.sandbox.airbyte.connector.real;
