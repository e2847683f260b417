package org.dalgo.platform.job;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.dalgo.platform.tenancy.OrgId;

/** Work that has no words of its own among {@link JobProgress}, because a room above knows how far it is anyway. */
public interface ProgressSource {

    /**
     * All words of a piece of work, oldest first, as {@link JobProgress#list} answers them; empty when it is none of this
     * source, or another organisation's. Called within a unit of work of the organisation.
     */
    Uni<List<ProgressMessage>> list(OrgId org, String hashkey, String taskId);
}
