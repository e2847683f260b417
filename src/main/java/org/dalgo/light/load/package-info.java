/**
 * Records into tables of PostgreSQL, with the names, types and columns of Airbyte's destination. It knows neither connectors nor
 * jobs: callers hand it rows, and keep a source's state once it says that the rows before it are lasting.
 */
package org.dalgo.light.load;
