package org.dalgo.people.org;

import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * An organisation as other rooms see it.
 *
 * @param airbyteWorkspace its workspace in Airbyte, or null while it has none
 */
public record OrgView(OrgId id, String name, String slug, UUID airbyteWorkspace) {

    static OrgView of(Org org) {
        return new OrgView(new OrgId(org.id), org.name, org.slug, org.airbyteWorkspaceId);
    }
}
