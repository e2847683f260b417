package org.dalgo.light.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dalgo.platform.startup.Folders;

/**
 * The folders of one process: one to work in, and one for its inputs, which no other user can read. Inputs stand in memory
 * where the system has a folder for that which other attempts cannot read.
 */
final class AttemptFolder {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "dalgo-connector-";

    private final Path work;
    private final Path inputs;
    private final List<String> options = new ArrayList<>();

    private AttemptFolder(Path work, Path inputs) {
        this.work = work;
        this.inputs = inputs;
    }

    static AttemptFolder make(Map<String, JsonNode> documents, boolean inMemory) throws IOException {
        // Temporary folders are made with mode 700.
        Path work = Files.createTempDirectory(PREFIX);
        Path inputs = inMemory && Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, PREFIX)
                : Files.createTempDirectory(PREFIX);
        AttemptFolder folder = new AttemptFolder(work, inputs);
        try {
            for (Map.Entry<String, JsonNode> document : documents.entrySet()) {
                Path file = Files.createFile(inputs.resolve(document.getKey() + ".json"), OWNER_ONLY);
                Files.writeString(file, document.getValue().toString());
                folder.options.add("--" + document.getKey());
                folder.options.add(file.toString());
            }
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.delete();
            throw e;
        }
    }

    Path work() {
        return work;
    }

    Path inputs() {
        return inputs;
    }

    /** {@code --config /…/config.json} and so on. */
    List<String> options() {
        return options;
    }

    /** Deletes the inputs: the connector has read them. */
    void forgetInputs() {
        Folders.delete(inputs);
    }

    void delete() {
        try {
            Folders.delete(inputs);
            Folders.delete(work);
        } catch (UncheckedIOException e) {
            // Something that escaped still writes there; the system's own cleaning takes the rest. Inputs went first.
            work.toFile().deleteOnExit();
        }
    }
}
