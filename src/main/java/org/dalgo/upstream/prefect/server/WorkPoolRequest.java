package org.dalgo.upstream.prefect.server;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * A work pool to be made.
 *
 * @param baseJobTemplate an empty one makes the first worker bring that of its own version
 */
@RegisterForReflection
record WorkPoolRequest(String name, String type, Map<String, Object> baseJobTemplate) {

    static WorkPoolRequest ofProcesses(String name) {
        return new WorkPoolRequest(name, "process", Map.of());
    }
}
