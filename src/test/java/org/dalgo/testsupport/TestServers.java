package org.dalgo.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresOptions;

/** Where tests find servers and room for their own. */
public final class TestServers {

    /** The user's cache, not {@code target}, so that {@code clean} costs no download and no unpacking. */
    public static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "dalgo");

    private TestServers() {}

    /** The PostgreSQL of this JVM's tests, the same one that {@code @QuarkusTest} uses; it ends with the JVM. */
    public static EmbeddedPostgres postgres() {
        return EmbeddedPostgres.start(
                PostgresOptions.disposable(Path.of("target", "test-postgres"), CACHE.resolve("postgres")));
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
