package org.dalgo.platform.startup.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.platform.startup.StartupProgress;

/** Makes, starts and stops the server of one {@link PostgresHome}, by PostgreSQL's own programs. */
final class PostgresServer {

    static final String SUPERUSER = "postgres";

    private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int TAIL = 15;

    private final PostgresHome home;
    private final PostgresOptions options;
    private final PostgresBinaries binaries;
    private final PostgresOsAccount account;

    PostgresServer(PostgresHome home, PostgresOptions options, PostgresBinaries binaries, PostgresOsAccount account) {
        this.home = home;
        this.options = options;
        this.binaries = binaries;
        this.account = account;
    }

    /**
     * Starts it, after stopping one that a killed process left behind.
     *
     * @return its port
     */
    int start() {
        account.requireReachable(binaries.folder());
        stopOrphan();
        if (!home.hasData()) {
            create();
        }
        home.requirePrivateData();
        requireVersion();
        home.beginLog();
        account.takeOwnership(home.folder());
        int port = options.port().orElseGet(this::freePort);
        ExternalProcess.Outcome outcome = launch(port);
        if (!outcome.succeeded()) {
            throw failure("PostgreSQL did not start" + portHint(port), outcome);
        }
        home.rememberPort(port);
        return port;
    }

    /** Stops it; sessions are ended, nothing is lost. */
    void stop() {
        ExternalProcess.Outcome outcome = ExternalProcess.run(STOP_LIMIT.plusSeconds(5), stopCommand());
        if (!outcome.succeeded() && home.server().isPresent()) {
            throw failure("PostgreSQL did not stop", outcome);
        }
    }

    /** The program that stops it, for a shutdown hook. */
    List<String> stopCommand() {
        String limit = Long.toString(STOP_LIMIT.toSeconds());
        return account.command(List.of(
                binaries.program("pg_ctl"),
                "stop",
                "-m",
                "fast",
                "-w",
                "-t",
                limit,
                "-D",
                home.data().toString()));
    }

    private void stopOrphan() {
        if (home.hasData() && home.server().isPresent()) {
            StartupProgress.print("PostgreSQL", "stopping the server that a killed process left behind");
            stop();
        }
    }

    private void create() {
        home.password();
        // Made beside and moved: an initdb that was interrupted must not pass for a database.
        Path making = home.folder().resolve("data.making");
        Folders.delete(making);
        account.takeOwnership(home.folder());
        // Collation by code point, the same on every machine; character classes still know all of Unicode.
        String locale =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "en_US.UTF-8" : "C.UTF-8";
        ExternalProcess.Outcome outcome = ExternalProcess.run(
                INITDB_LIMIT,
                account.command(List.of(
                        binaries.program("initdb"),
                        "--pgdata=" + making,
                        "--username=" + SUPERUSER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + home.passwordFile(),
                        "--data-checksums",
                        "--encoding=UTF8",
                        "--locale=" + locale,
                        options.disposable() ? "--no-sync" : "--sync-method=fsync")));
        if (!outcome.succeeded()) {
            throw failure("PostgreSQL's data folder could not be made", outcome);
        }
        try {
            Files.move(making, home.data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartupFailure("PostgreSQL's data folder could not be moved to " + home.data(), e);
        }
    }

    private void requireVersion() {
        String data = home.version();
        ExternalProcess.Outcome outcome =
                ExternalProcess.run(STOP_LIMIT, account.command(List.of(binaries.program("postgres"), "--version")));
        if (!outcome.succeeded()) {
            throw failure("PostgreSQL's programs do not run on this machine", outcome);
        }
        if (!outcome.output().contains(") " + data + ".") && !outcome.output().contains(") " + data + " ")) {
            throw new StartupFailure("the data in " + home.data() + " were made by PostgreSQL " + data
                    + ", this build brings " + outcome.output() + ". Move them over with pg_dump and pg_restore, or"
                    + " choose another folder with dalgo.postgres.data-dir.");
        }
    }

    private ExternalProcess.Outcome launch(int port) {
        List<String> settings = new ArrayList<>(List.of(
                "listen_addresses=127.0.0.1",
                // No socket file: its path may have about 100 characters only, and no client needs it.
                "unix_socket_directories=",
                "port=" + port,
                "max_connections=" + options.maxConnections(),
                "shared_buffers=128MB",
                // Compiling a query costs more than our queries do.
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC"));
        if (options.disposable()) {
            settings.addAll(List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));
        }
        String joined =
                String.join(" ", settings.stream().map(s -> "-c " + quoted(s)).toList());
        String limit = Long.toString(options.limit().toSeconds());
        // pg_ctl gives the server a session of its own, so that Ctrl-C ends us first and it afterwards.
        return ExternalProcess.run(
                options.limit().plusSeconds(5),
                account.command(List.of(
                        binaries.program("pg_ctl"),
                        "start",
                        "-w",
                        "-t",
                        limit,
                        "-D",
                        home.data().toString(),
                        "-l",
                        home.log().toString(),
                        "-o",
                        joined)));
    }

    private static String quoted(String setting) {
        return "'" + setting + "'";
    }

    private int freePort() {
        int remembered = home.port().orElse(0);
        return remembered > 0 && isFree(remembered) ? remembered : anyPort();
    }

    private String portHint(int port) {
        return options.port().isPresent() && !isFree(port)
                ? ": port " + port + " is taken; choose another one with dalgo.postgres.port"
                : "";
    }

    private StartupFailure failure(String what, ExternalProcess.Outcome outcome) {
        String log = Folders.tail(home.log(), TAIL);
        return new StartupFailure(what + "\n" + outcome.output()
                + (log.isEmpty() ? "" : "\nIts log, " + home.log() + ", ends with:\n" + log));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartupFailure("no free port for PostgreSQL", e);
        }
    }
}
