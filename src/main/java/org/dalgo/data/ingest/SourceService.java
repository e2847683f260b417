package org.dalgo.data.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.warehouse.Undo;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.Actor;
import org.dalgo.upstream.airbyte.ActorSpec;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.CheckResult;
import org.hibernate.exception.ConstraintViolationException;

/** Adds sources to an organisation: in Airbyte, which keeps their configuration, and as rows of ours. */
@ApplicationScoped
public class SourceService {

    private final Door door;
    private final WorkspaceService workspaces;
    private final SourceRepository sources;
    private final AirbyteAdapter airbyte;
    private final Audit audit;

    @Inject
    SourceService(
            Door door, WorkspaceService workspaces, SourceRepository sources, AirbyteAdapter airbyte, Audit audit) {
        this.door = door;
        this.workspaces = workspaces;
        this.sources = sources;
        this.airbyte = airbyte;
        this.audit = audit;
    }

    /**
     * Adds a source after Airbyte has reached it.
     *
     * @return the source; fails with INVALID for a field that is wrong, BAD_REQUEST when the name is taken or the
     *     connector says that it cannot read, and leaves nothing behind then
     */
    public Uni<SourceView> create(Caller by, SourceDraft draft) {
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::check)
                .chain(() -> find(by.org(), draft.name()))
                .invoke(existing -> existing.ifPresent(one -> {
                    throw taken();
                }))
                .chain(() -> workspaces.get(by.org()))
                .map(draft::in)
                .call(spec -> airbyte.sources().check(spec).invoke(SourceService::requireReadable))
                .chain(spec -> add(by, spec));
    }

    /** The source of that name, if there is one. */
    public Uni<Optional<SourceView>> find(OrgId org, String name) {
        return door.enter(org, () -> sources.byName(org, name.strip()))
                .map(row -> Optional.ofNullable(row).map(SourceView::of));
    }

    private Uni<SourceView> add(Caller by, ActorSpec spec) {
        Undo undo = new Undo();
        return undo.ifFails(airbyte.sources()
                .create(spec)
                .map(Actor::id)
                .invoke(id -> undo.add(
                        "source " + id + " in Airbyte", () -> airbyte.sources().delete(id)))
                .chain(id -> save(by, row(by.org(), spec, id)))
                .map(SourceView::of));
    }

    private Uni<Source> save(Caller by, Source row) {
        return door.enter(by.org(), () -> sources.persistAndFlush(row)
                        .call(() -> audit.record(
                                by,
                                AuditAction.CREATE,
                                "data_source",
                                row.sourceId.toString(),
                                Map.of("name", row.name))))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> taken());
    }

    private static void requireReadable(CheckResult check) {
        if (!check.works()) {
            throw Failure.badRequest(
                    "Airbyte cannot read from this source: " + check.message().orElse("its connector could not try"));
        }
    }

    private static Source row(OrgId org, ActorSpec spec, UUID id) {
        Source row = new Source();
        row.org = org.value();
        row.sourceId = id;
        row.sourceDefinitionId = spec.definitionId();
        row.name = spec.name();
        return row;
    }

    private static Failure taken() {
        return Failure.badRequest("a source with this name already exists");
    }
}
