package org.dalgo.flow.task;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;

/** What flow needs to know of an organisation's Airbyte. Owned here, implemented by {@code data.ingest}. */
public interface AirbyteSettingsProvider {

    /**
     * Name in Prefect of the Secret block with Airbyte's address and credentials; empty while the organisation has no
     * workspace there. Reads our own tables only; called within a unit of work of the organisation.
     */
    Uni<Optional<String>> serverSecret(OrgId org);
}
