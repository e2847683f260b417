/**
 * The Airbyte stand-in: speaks Airbyte's HTTP, really reads Faker, files and PostgreSQL and really loads PostgreSQL.
 * It is no Airbyte: one process, a handful of connectors, and knobs to make each failure happen on purpose.
 * Called only over HTTP; dev mode and tests start it with {@link org.dalgo.sandbox.airbyte.AirbyteSandbox#start}.
 */
package org.dalgo.sandbox.airbyte;
