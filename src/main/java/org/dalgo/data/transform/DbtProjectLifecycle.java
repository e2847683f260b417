package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** Takes what workers get of the project of an organisation that ends, a token or the files, out of Prefect. */
@ApplicationScoped
class DbtProjectLifecycle implements OrgLifecycle {

    private final Door door;
    private final DbtProjectRepository projects;
    private final DraftService drafts;
    private final PrefectAdapter prefect;

    @Inject
    DbtProjectLifecycle(Door door, DbtProjectRepository projects, DraftService drafts, PrefectAdapter prefect) {
        this.door = door;
        this.projects = projects;
        this.drafts = drafts;
        this.prefect = prefect;
    }

    @Override
    public Stage stage() {
        return Stage.CONNECTIONS;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return door.enter(org.id(), () -> projects.of(org.id()))
                .chain(row -> row == null
                        ? Uni.createFrom().item(List.of())
                        : forget(org, row)
                                .map(gone -> List.<String>of())
                                .onFailure()
                                .recoverWithItem(failure ->
                                        List.of("secrets of the dbt project in Prefect: " + failure.getMessage())));
    }

    private Uni<Void> forget(OrgView org, DbtProject row) {
        Uni<Void> own = row.secretBlock == null ? Uni.createFrom().voidItem() : prefect.deleteSecret(row.secretBlock);
        return own.chain(() -> drafts.forget(org.slug()));
    }
}
