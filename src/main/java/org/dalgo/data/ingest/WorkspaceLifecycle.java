package org.dalgo.data.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;

/** A new organisation gets a workspace in Airbyte; one that ends loses it, with all that is still in it. */
@ApplicationScoped
class WorkspaceLifecycle implements OrgLifecycle {

    private final WorkspaceService workspaces;

    @Inject
    WorkspaceLifecycle(WorkspaceService workspaces) {
        this.workspaces = workspaces;
    }

    @Override
    public Stage stage() {
        return Stage.WORKSPACE;
    }

    @Override
    public Uni<Void> setUp(OrgView org) {
        return workspaces.create(org.id()).replaceWithVoid();
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        List<String> left = new ArrayList<>();
        return workspaces
                .deleteSecret(org)
                .onFailure()
                .recoverWithItem(failure ->
                        addFailure(left, "secret " + WorkspaceService.secretName(org) + " in Prefect", failure))
                .chain(() -> workspaces.delete(org))
                .onFailure()
                .recoverWithItem(failure -> addFailure(left, "workspace " + org.slug() + " in Airbyte", failure))
                .replaceWith(left);
    }

    private static Void addFailure(List<String> left, String what, Throwable failure) {
        left.add(what + ": " + failure.getMessage());
        return null;
    }
}
