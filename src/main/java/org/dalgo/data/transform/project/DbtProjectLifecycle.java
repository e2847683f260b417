package org.dalgo.data.transform.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** Takes what workers get of the project of an organisation that ends, a token or the files, out of Prefect. */
@ApplicationScoped
class DbtProjectLifecycle implements OrgLifecycle {

    private final TenantTransactions tenantTransactions;
    private final DbtProjectRepository projects;
    private final PrefectAdapter prefect;

    @Inject
    DbtProjectLifecycle(TenantTransactions tenantTransactions, DbtProjectRepository projects, PrefectAdapter prefect) {
        this.tenantTransactions = tenantTransactions;
        this.projects = projects;
        this.prefect = prefect;
    }

    @Override
    public Stage stage() {
        return Stage.CONNECTIONS;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return tenantTransactions
                .inOrg(org.id(), () -> projects.findByOrg(org.id()))
                .chain(row -> row == null ? Uni.createFrom().item(List.of()) : remove(secretNames(org, row)));
    }

    /** Each by itself: what stays is named. */
    private Uni<List<String>> remove(List<String> blocks) {
        List<String> left = new ArrayList<>();
        return Unis.sequentially(blocks, block -> prefect.deleteSecret(block)
                        .onFailure()
                        .invoke(failure -> left.add("secret " + block + " in Prefect: " + failure.getMessage()))
                        .onFailure()
                        .recoverWithNull())
                .replaceWith(left);
    }

    private static List<String> secretNames(OrgView org, DbtProject row) {
        String draft = WorkingCopyService.secretName(org.slug());
        return row.secretBlock == null ? List.of(draft) : List.of(row.secretBlock, draft);
    }
}
