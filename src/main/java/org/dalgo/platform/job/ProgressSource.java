package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.dalgo.platform.tenancy.OrgId;

/** Progress of work that stores no messages with {@link JobProgress}: a room above derives them from its own rows. */
public interface ProgressSource {

    /**
     * All messages of a job, oldest first, as {@link JobProgress#list} returns them; empty when the job is not of this
     * source, or of another organisation. Called within a unit of work of the organisation.
     */
    Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId);
}
