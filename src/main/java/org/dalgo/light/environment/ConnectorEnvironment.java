package org.dalgo.light.environment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * An environment with one connector, which answered its specification in it.
 *
 * @param folder the environment
 * @param specification the protocol's {@code spec}
 */
public record ConnectorEnvironment(Path folder, ObjectNode specification) {

    /** The environment's interpreter. */
    public Path python() {
        return folder.resolve("bin").resolve("python");
    }
}
