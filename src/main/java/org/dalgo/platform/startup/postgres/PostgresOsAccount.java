package org.dalgo.platform.startup.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.StartupFailure;

/**
 * The operating system account that PostgreSQL runs as. PostgreSQL refuses root. So root uses a user namespace if the
 * kernel grants one, in which no file changes owner. Otherwise it uses the account {@code nobody}.
 */
final class PostgresOsAccount {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String OTHER = "nobody";

    private final List<String> prefix;
    private final boolean otherUser;

    private PostgresOsAccount(List<String> prefix, boolean otherUser) {
        this.prefix = prefix;
        this.otherUser = otherUser;
    }

    /** The way that works on this machine. */
    static PostgresOsAccount choose() {
        return choose(line -> ExternalProcess.run(LIMIT, line));
    }

    /** For tests: {@code run} stands for the operating system. */
    static PostgresOsAccount choose(Function<List<String>, ExternalProcess.Outcome> run) {
        if (!"0".equals(run.apply(List.of("id", "-u")).output())) {
            return new PostgresOsAccount(List.of(), false);
        }
        ExternalProcess.Outcome namespace = run.apply(List.of("unshare", "-U", "id", "-u"));
        if (namespace.succeeded() && !"0".equals(namespace.output())) {
            return new PostgresOsAccount(List.of("unshare", "-U"), false);
        }
        return withoutUserNamespace(run);
    }

    /** The way without a user namespace. */
    static PostgresOsAccount withoutUserNamespace(Function<List<String>, ExternalProcess.Outcome> run) {
        String group = run.apply(List.of("id", "-g", OTHER)).output();
        List<String> setpriv = List.of("setpriv", "--reuid=" + OTHER, "--regid=" + group, "--clear-groups");
        List<String> runuser = List.of("runuser", "-u", OTHER, "--");
        for (List<String> way : List.of(setpriv, runuser)) {
            ExternalProcess.Outcome outcome = run.apply(with(way, List.of("id", "-u")));
            if (outcome.succeeded() && !"0".equals(outcome.output())) {
                return new PostgresOsAccount(way, true);
            }
        }
        throw new StartupFailure("PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' nor 'runuser'"
                + " (package util-linux) gave another account. Start as a normal user, install util-linux, or use a"
                + " PostgreSQL of your own: " + PostgresConfig.OWN_DATABASE);
    }

    /** Whether PostgreSQL's files belong to another account than this process's. */
    boolean isOtherUser() {
        return otherUser;
    }

    /** {@code line}, run as this account. */
    List<String> command(List<String> line) {
        return with(prefix, line);
    }

    /** Gives {@code folder} and what is in it to this account, when it is another one. */
    void takeOwnership(Path folder) {
        if (!otherUser) {
            return;
        }
        requireReachable(folder);
        try (Stream<Path> files = Files.walk(folder)) {
            UserPrincipal owner =
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OTHER);
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setOwner(file, owner);
            }
        } catch (IOException e) {
            throw new StartupFailure("PostgreSQL's folder " + folder + " could not be given to " + OTHER, e);
        }
    }

    /** Fails if this account cannot get to {@code folder}, which its messages would hide behind "not found". */
    void requireReachable(Path folder) {
        closedParent(folder).ifPresent(parent -> {
            throw new StartupFailure("PostgreSQL runs as " + OTHER + " here, because it refuses root, and " + OTHER
                    + " may not enter " + parent + ". Choose folders that it can reach with"
                    + " dalgo.postgres.data-dir and dalgo.postgres.cache-dir, for example under /var/lib.");
        });
    }

    /** Whether this account may not enter {@code folder}. */
    boolean cannotReach(Path folder) {
        return closedParent(folder).isPresent();
    }

    private Optional<Path> closedParent(Path folder) {
        if (!otherUser) {
            return Optional.empty();
        }
        return Stream.iterate(folder.toAbsolutePath().getParent(), Objects::nonNull, Path::getParent)
                .filter(Files::isDirectory)
                .filter(parent -> !permissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE))
                .findFirst();
    }

    private static Set<PosixFilePermission> permissions(Path folder) {
        try {
            return Files.getPosixFilePermissions(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> with(List<String> prefix, List<String> line) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(line);
        return all;
    }
}
