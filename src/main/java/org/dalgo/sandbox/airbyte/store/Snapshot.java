package org.dalgo.sandbox.airbyte.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.jboss.logging.Logger;

/** One file with the whole state, replaced atomically. It holds credentials, so only its owner may read it. */
public final class Snapshot {

    private static final Logger LOG = Logger.getLogger(Snapshot.class);

    private final Path file;

    public Snapshot(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The state of the last run. A file that cannot be read is set aside: a stand-in must start. */
    public Optional<JsonNode> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SandboxJson.MAPPER.readTree(file.toFile()));
        } catch (IOException e) {
            LOG.warnf("The Airbyte sandbox starts empty: %s cannot be read (%s)", file, e.getMessage());
            return Optional.empty();
        }
    }

    public void write(byte[] state) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), "airbyte", ".tmp");
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, Set.copyOf(PosixFilePermissions.fromString("rw-------")));
            }
            Files.write(fresh, state);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the Airbyte sandbox cannot keep its state in " + file, e);
        }
    }
}
