package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.job.InTurn;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** Takes what workers get of the project of an organisation that ends, a token or the files, out of Prefect. */
@ApplicationScoped
class DbtProjectLifecycle implements OrgLifecycle {

    private final Door door;
    private final DbtProjectRepository projects;
    private final PrefectAdapter prefect;

    @Inject
    DbtProjectLifecycle(Door door, DbtProjectRepository projects, PrefectAdapter prefect) {
        this.door = door;
        this.projects = projects;
        this.prefect = prefect;
    }

    @Override
    public Stage stage() {
        return Stage.CONNECTIONS;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return door.enter(org.id(), () -> projects.of(org.id()))
                .chain(row -> row == null ? Uni.createFrom().item(List.of()) : remove(blocks(org, row)));
    }

    /** Each by itself: what stays is named. */
    private Uni<List<String>> remove(List<String> blocks) {
        List<String> left = new ArrayList<>();
        return InTurn.each(blocks, block -> prefect.deleteSecret(block)
                        .onFailure()
                        .invoke(failure -> left.add("secret " + block + " in Prefect: " + failure.getMessage()))
                        .onFailure()
                        .recoverWithNull())
                .replaceWith(left);
    }

    private static List<String> blocks(OrgView org, DbtProject row) {
        String draft = DraftService.block(org.slug());
        return row.secretBlock == null ? List.of(draft) : List.of(row.secretBlock, draft);
    }
}
