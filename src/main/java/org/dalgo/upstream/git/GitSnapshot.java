package org.dalgo.upstream.git;

import java.util.Map;
import java.util.Optional;

/**
 * A repository at the newest commit of the branch that it is cloned at.
 *
 * @param head id of the commit; empty when the repository has none
 * @param files its text files by path, without those that are too large and those whose path a worker would not take
 */
public record GitSnapshot(Optional<String> head, Map<String, String> files) {

    @Override
    public String toString() {
        return "GitSnapshot[" + head.orElse("empty") + ", " + files.size() + " files]";
    }
}
