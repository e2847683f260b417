package org.dalgo.flow.task;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;

/**
 * What flow needs to know of dbt projects. Owned here, implemented by {@code data.transform}. After any change of what
 * {@link #find} answers, call {@code DeploymentService.refresh}: the settings are written into deployments.
 */
public interface DbtSettingsProvider {

    /**
     * The organisation's dbt project; empty when there is no workspace. Reads our own tables only; called within a unit
     * of work of the organisation.
     */
    Uni<Optional<DbtSettings>> find(OrgId org);

    /**
     * Puts the secrets that {@link #find} names into Prefect, new or again. Called outside any unit of work, for it
     * calls Prefect.
     */
    Uni<Void> publishSecrets(OrgId org);
}
