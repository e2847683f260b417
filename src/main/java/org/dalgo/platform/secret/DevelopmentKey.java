package org.dalgo.platform.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The key of a machine without a configured one: new in tests, kept in a file in development. */
final class DevelopmentKey {

    static final String ID = "development";

    private DevelopmentKey() {}

    /** A new key. */
    static String generate() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** The key in the file, which only its owner can read; the file is made if absent. */
    static String loadOrCreate(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            // Written aside and moved: a crash in between must not leave half a key that looks like one.
            Path fresh = Files.createTempFile(folder, "key", ".new", ownerOnly());
            try {
                Files.writeString(fresh, generate(), StandardCharsets.US_ASCII);
                linkUnlessThere(file, fresh);
            } finally {
                Files.delete(fresh);
            }
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("dalgo.secret.development-key-file cannot be read or made: " + file, e);
        }
    }

    private static void linkUnlessThere(Path file, Path fresh) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // Another start was faster; its key counts.
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
