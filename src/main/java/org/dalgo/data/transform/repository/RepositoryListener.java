package org.dalgo.data.transform.repository;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Hears what a git repository brought into the files of a project. Owned here, implemented by the rooms that know more of
 * the files. Every call joins the unit of work in hand, which changed the files.
 */
public interface RepositoryListener {

    /** Other files stand in the place of the project's: what was known of the old ones is of no use any more. */
    Uni<Void> onFilesReplaced(OrgId org);

    /** The files are what the repository holds, with what people changed since. */
    Uni<Void> onFilesRead(OrgId org);
}
