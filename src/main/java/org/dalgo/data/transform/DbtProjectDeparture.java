package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.data.warehouse.WarehouseDeparture;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** A dbt workspace without a warehouse could do nothing: it goes with it. The repository is the organisation's own and stays. */
@ApplicationScoped
class DbtProjectDeparture implements WarehouseDeparture {

    private final Door door;
    private final DbtProjectRepository projects;
    private final PrefectAdapter prefect;
    private final Audit audit;

    @Inject
    DbtProjectDeparture(Door door, DbtProjectRepository projects, PrefectAdapter prefect, Audit audit) {
        this.door = door;
        this.projects = projects;
        this.prefect = prefect;
        this.audit = audit;
    }

    @Override
    public Uni<Void> leaves(Caller by) {
        return door.enter(by.org(), () -> projects.of(by.org()))
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : forgetToken(row).chain(() -> forget(by, row)));
    }

    private Uni<Void> forgetToken(DbtProject row) {
        return row.secretBlock == null ? Uni.createFrom().voidItem() : prefect.deleteSecret(row.secretBlock);
    }

    private Uni<Void> forget(Caller by, DbtProject row) {
        return door.enter(by.org(), () -> projects.delete(by.org(), row.id)
                .chain(() -> audit.record(
                        by,
                        AuditAction.DELETE,
                        DbtProjectService.AUDITED,
                        row.id.toString(),
                        row.gitUrl == null ? Map.of() : Map.of(DbtProjectService.REPOSITORY, row.gitUrl))));
    }
}
