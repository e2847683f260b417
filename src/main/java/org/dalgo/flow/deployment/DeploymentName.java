package org.dalgo.flow.deployment;

import java.security.SecureRandom;
import org.dalgo.flow.task.TaskKind;

/** Names of deployments in Prefect: they say whose it is and what for, and never repeat. */
final class DeploymentName {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int HASH = 8;

    private DeploymentName() {}

    static String pipeline(String orgSlug) {
        return "pipeline-" + orgSlug + "-" + hash();
    }

    static String manual(String orgSlug, TaskKind kind) {
        return "manual-" + orgSlug + "-" + kind.slug() + "-" + hash();
    }

    private static String hash() {
        StringBuilder hash = new StringBuilder(HASH);
        // Not a constant: a native image would be built with its seed.
        new SecureRandom().ints(HASH, 0, LETTERS.length()).forEach(i -> hash.append(LETTERS.charAt(i)));
        return hash.toString();
    }
}
