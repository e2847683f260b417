package org.dalgo.upstream.airbyte.connection;

import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.airbyte.catalog.Catalog;

/**
 * A connection to be made. Its schedule stays manual: who runs it, and when, is decided elsewhere.
 *
 * @param name as people will know it
 * @param sourceId where it reads
 * @param destinationId where it writes
 * @param catalog every stream of the source, the wanted ones selected
 * @param namespaceFormat schema in the destination; absent for the one that the destination names
 * @param prefix put before each table's name; may be empty
 */
public record ConnectionSpec(
        String name,
        UUID sourceId,
        UUID destinationId,
        Catalog catalog,
        Optional<String> namespaceFormat,
        String prefix) {}
