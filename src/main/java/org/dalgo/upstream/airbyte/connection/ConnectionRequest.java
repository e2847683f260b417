package org.dalgo.upstream.airbyte.connection;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * Names a connection.
 *
 * @param withRefreshedCatalog whether the source is read anew first, or null where nothing is read
 */
@RegisterForReflection
record ConnectionRequest(UUID connectionId, Boolean withRefreshedCatalog) {}
