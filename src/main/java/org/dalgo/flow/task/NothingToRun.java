package org.dalgo.flow.task;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.dalgo.platform.access.OrgId;

/** Answers where no data room does: there is no dbt project and no Airbyte. */
@DefaultBean
@ApplicationScoped
class NothingToRun implements TransformSettings, SyncSettings {

    @Override
    public Uni<Optional<DbtSettings>> find(OrgId org) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Void> publishSecrets(OrgId org) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<String>> serverSecret(OrgId org) {
        return Uni.createFrom().item(Optional.empty());
    }
}
