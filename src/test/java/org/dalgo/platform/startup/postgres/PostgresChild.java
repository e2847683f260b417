package org.dalgo.platform.startup.postgres;

import java.nio.file.Path;

/** A process of its own that runs an embedded PostgreSQL until it is killed or its standard input ends. */
final class PostgresChild {

    private PostgresChild() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] folders) throws Exception {
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(PostgresOptions.durable(Path.of(folders[0]), Path.of(folders[1])));
        System.out.println("port=" + postgres.port());
        while (System.in.read() >= 0) {
            // Until the parent closes the pipe.
        }
    }
}
