package org.dalgo.data.ingest;

import java.util.Optional;
import java.util.UUID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.dalgo.data.warehouse.Undo;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.hibernate.exception.ConstraintViolationException;

/** Adds sources to an organisation: in Airbyte, which keeps their configuration, and as rows of ours. */
@ApplicationScoped
public class SourceService {

    private final Door door;
    private final WorkspaceService workspaces;
    private final SourceRepository sources;
    private final AirbyteSources airbyte;

    @Inject
    SourceService(Door door, WorkspaceService workspaces, SourceRepository sources, AirbyteSources airbyte) {
        this.door = door;
        this.workspaces = workspaces;
        this.sources = sources;
        this.airbyte = airbyte;
    }

    /**
     * Adds a source after Airbyte has reached it.
     *
     * @return the source; fails with INVALID for a field that is wrong, BAD_REQUEST when the name is taken or the
     *     connector says that it cannot read, and leaves nothing behind then
     */
    public Uni<SourceView> create(OrgId org, SourceDraft draft) {
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::check)
                .chain(() -> find(org, draft.name()))
                .invoke(existing -> existing.ifPresent(one -> {
                    throw taken();
                }))
                .chain(() -> workspaces.get(org))
                .call(workspace -> airbyte.check(workspace, draft))
                .chain(workspace -> add(org, workspace, draft));
    }

    /** The source of that name, if there is one. */
    public Uni<Optional<SourceView>> find(OrgId org, String name) {
        return door.enter(org, () -> sources.byName(org, name.strip()))
                .map(row -> Optional.ofNullable(row).map(SourceView::of));
    }

    private Uni<SourceView> add(OrgId org, UUID workspace, SourceDraft draft) {
        Undo undo = new Undo();
        return undo.ifFails(airbyte.create(workspace, draft)
                .invoke(id -> undo.add("source " + id + " in Airbyte", () -> airbyte.delete(id)))
                .chain(id -> save(org, row(org, draft, id)))
                .map(SourceView::of));
    }

    private Uni<Source> save(OrgId org, Source row) {
        return door.enter(org, () -> sources.persistAndFlush(row))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> taken());
    }

    private static Source row(OrgId org, SourceDraft draft, UUID id) {
        Source row = new Source();
        row.org = org.value();
        row.sourceId = id;
        row.sourceDefinitionId = draft.definition();
        row.name = draft.name().strip();
        return row;
    }

    private static Failure taken() {
        return Failure.badRequest("a source with this name already exists");
    }
}
