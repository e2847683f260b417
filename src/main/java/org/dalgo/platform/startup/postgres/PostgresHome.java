package org.dalgo.platform.startup.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.StartupFailure;

/** The folder of one embedded PostgreSQL: its data, and beside them password, port, lock and log. */
final class PostgresHome {

    private static final int PASSWORD_BYTES = 24;
    /** What PostgreSQL itself accepts for its data folder. */
    private static final Set<PosixFilePermission> ALLOWED = PosixFilePermissions.fromString("rwxr-x---");

    private final Path folder;

    PostgresHome(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log() {
        return folder.resolve("server.log");
    }

    /** File with the password of PostgreSQL's superuser, readable by its owner only. */
    Path passwordFile() {
        return folder.resolve("password");
    }

    boolean hasData() {
        return Files.exists(data());
    }

    /**
     * Takes the folder for this process until the channel is closed or the process ends, however it ends.
     *
     * @return the lock, or empty if another process has it
     */
    Optional<FileChannel> lock() {
        FileChannel channel = null;
        try {
            createFolder(folder);
            channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            close(channel);
            return Optional.empty();
        } catch (IOException e) {
            close(channel);
            throw new StartupFailure("PostgreSQL's folder " + folder + " cannot be used: " + e, e);
        }
    }

    /** Deletes everything but the lock. */
    void clear() {
        Folders.delete(data());
        for (String name : List.of("password", "port")) {
            Folders.delete(folder.resolve(name));
        }
    }

    /** Password of the superuser: made on first use, while there are no data that another one would belong to. */
    String password() {
        Path file = passwordFile();
        try {
            if (!Files.exists(file)) {
                if (hasData()) {
                    throw new StartupFailure("PostgreSQL's data are in " + data() + ", but " + file
                            + " with their password is gone. Put it back, or delete " + folder
                            + " to begin with an empty database.");
                }
                createFolder(folder);
                byte[] random = new byte[PASSWORD_BYTES];
                new SecureRandom().nextBytes(random);
                writePrivately(file, HexFormat.of().formatHex(random));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartupFailure("the password of PostgreSQL in " + file + " could not be read or made: " + e, e);
        }
    }

    /** Password of a login: follows from the superuser's, so that there is one secret to keep. */
    String password(String role) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(password().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(role.getBytes(StandardCharsets.UTF_8)), 0, PASSWORD_BYTES);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** The port of the last start, so that bookmarks of database clients stay valid. */
    OptionalInt port() {
        Path file = folder.resolve("port");
        try {
            return Files.exists(file)
                    ? OptionalInt.of(Integer.parseInt(Files.readString(file).strip()))
                    : OptionalInt.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    void rememberPort(int port) {
        try {
            Files.writeString(folder.resolve("port"), Integer.toString(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Major version of the data, for example {@code 17}. */
    String version() {
        try {
            return Files.readString(data().resolve("PG_VERSION")).strip();
        } catch (IOException e) {
            throw new StartupFailure(
                    data()
                            + " is not a PostgreSQL data folder (no PG_VERSION). Move it away, or choose another one with"
                            + " dalgo.postgres.data-dir.",
                    e);
        }
    }

    /** Fails, naming the remedy, where PostgreSQL would refuse its own folder. */
    void requirePrivateData() {
        try {
            Set<PosixFilePermission> granted = EnumSet.copyOf(Files.getPosixFilePermissions(data()));
            if (!ALLOWED.containsAll(granted)) {
                throw new StartupFailure("PostgreSQL refuses its data folder " + data()
                        + ", because others may enter it (" + PosixFilePermissions.toString(granted)
                        + "). Close it again: chmod 700 '" + data() + "'");
            }
        } catch (IOException e) {
            throw new StartupFailure("PostgreSQL's data folder " + data() + " cannot be read: " + e, e);
        }
    }

    /**
     * Process of the server that uses the data. A pid alone proves nothing after a reboot: the process must also be as
     * old as the server's own note says, or be a {@code postgres}.
     */
    Optional<ProcessHandle> server() {
        Path file = data().resolve("postmaster.pid");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            Instant noted = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
            return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> isServer(process, noted));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Keeps the log of the run before, so that each run has its own. */
    void beginLog() {
        try {
            if (Files.exists(log())) {
                Files.move(log(), folder.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isServer(ProcessHandle process, Instant noted) {
        boolean named =
                process.info().command().map(Path::of).stream().anyMatch(program -> program.endsWith("postgres"));
        boolean asOld = process.info().startInstant().stream()
                .anyMatch(start -> Duration.between(start, noted).abs().compareTo(Duration.ofSeconds(5)) < 0);
        return named || asOld;
    }

    private static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
