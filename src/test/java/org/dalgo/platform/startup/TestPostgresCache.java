package org.dalgo.platform.startup;

import java.nio.file.Path;

/** Where tests unpack PostgreSQL's programs: the user's cache, so that {@code clean} does not cost three seconds. */
final class TestPostgresCache {

    static final Path PATH = Path.of(System.getProperty("user.home"), ".cache", "dalgo", "postgres");

    private TestPostgresCache() {}
}
