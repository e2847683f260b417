package org.dalgo.upstream.git;

import java.util.Map;

/**
 * Result of an edit.
 *
 * @param before what was found, and edited
 * @param changes what was changed, as the edit said
 * @param head id of the newest commit now
 */
public record GitCommit(GitSnapshot before, Map<String, String> changes, String head) {

    @Override
    public String toString() {
        return "GitCommit[" + head + ", " + changes.size() + " changes]";
    }
}
