package org.dalgo.data.transform.repository;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Listener for files that a git repository brings into a project. The canvas implements it. Every call joins the unit of
 * work that changed the files.
 */
public interface RepositoryListener {

    /** Other files stand in the place of the project's: what was known of the old ones is of no use any more. */
    Uni<Void> onFilesReplaced(OrgId org);

    /** The files are what the repository holds, with what people changed since. */
    Uni<Void> onFilesRead(OrgId org);
}
