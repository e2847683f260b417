package org.dalgo.upstream.git;

import java.util.Map;

/** What a commit is to change. */
@FunctionalInterface
public interface GitEdit {

    /**
     * Decides on the changes, perhaps twice: again when another commit reached the branch first. Called on a thread
     * that may be kept waiting, outside any unit of work.
     *
     * @param before what the commit comes on top of
     * @return new content by path, null for a file that goes; nothing is committed when it is empty. What is thrown
     *     ends the session, and nothing has changed then
     */
    Map<String, String> changes(GitSnapshot before);
}
