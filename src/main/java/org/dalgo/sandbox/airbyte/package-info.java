/**
 * The Airbyte stand-in: speaks Airbyte's HTTP interface, reads generated data, files and PostgreSQL, and loads
 * PostgreSQL. It is one process with a handful of connectors, and tests inject each kind of failure. Called over HTTP
 * only; dev mode and tests start it with {@link org.dalgo.sandbox.airbyte.AirbyteSandbox#start}.
 */
package org.dalgo.sandbox.airbyte;
