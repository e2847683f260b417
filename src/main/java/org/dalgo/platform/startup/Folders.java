package org.dalgo.platform.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.platform.digest.Sha256;

/** Folders on this machine that start-up makes, names and throws away. */
public final class Folders {

    private static final int SHORT_HASH = 8;

    private Folders() {}

    /**
     * Name for what belongs to one working copy: its folder's name and a hash of its whole path. Data lies outside the
     * working copy: two clones must not share a database, and {@code git clean} or {@code mvn clean} must not delete
     * it.
     */
    public static String workingCopyName(Path project) {
        Path path = project.toAbsolutePath().normalize();
        Path name = path.getFileName();
        return (name == null ? "root" : name.toString())
                + "-"
                + Sha256.hex(path.toString()).substring(0, SHORT_HASH);
    }

    /** Deletes {@code folder} with everything in it; an absent one is fine. Links are deleted, not followed. */
    public static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + folder, e);
        }
    }

    /** The last {@code lines} lines of a log, for a failure's message; empty if there is no such file. */
    public static String tail(Path log, int lines) {
        if (!Files.isReadable(log)) {
            return "";
        }
        try (Stream<String> text = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            List<String> all = text.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException | UncheckedIOException e) {
            return "(" + log + " could not be read: " + e.getMessage() + ")";
        }
    }
}
