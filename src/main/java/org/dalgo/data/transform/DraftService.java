package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Gives the files of a project to the workers as people left them, published or not: in a Secret block and a folder of
 * their own, so that what pipelines run stays as it was published.
 */
@ApplicationScoped
public class DraftService {

    private record Draft(DbtSettings project, Map<String, String> files) {}

    private final Door door;
    private final DbtProjectService projects;
    private final DbtFileService files;
    private final PrefectAdapter prefect;

    @Inject
    DraftService(Door door, DbtProjectService projects, DbtFileService files, PrefectAdapter prefect) {
        this.door = door;
        this.projects = projects;
        this.files = files;
        this.prefect = prefect;
    }

    /**
     * Hands the files over as they are now. Calls Prefect: not within a unit of work.
     *
     * @return where a worker finds them; the project's own settings when no files of it are kept here, empty when there is
     *     no project
     */
    public Uni<Optional<DbtSettings>> handOver(Caller by) {
        return door.enter(by.org(), () -> projects.find(by.org()).chain(project -> files.current(by.org())
                        .map(current -> project.map(settings -> new Draft(settings, current)))))
                .chain(draft -> draft.isEmpty() || draft.get().files().isEmpty()
                        ? Uni.createFrom().item(draft.map(Draft::project))
                        : send(by.orgSlug(), draft.get()).map(Optional::of));
    }

    /** Takes what was handed over out of Prefect; done already is done. */
    Uni<Void> forget(String orgSlug) {
        return prefect.deleteSecret(block(orgSlug));
    }

    private Uni<DbtSettings> send(String orgSlug, Draft draft) {
        return ProjectArchive.packed(draft.files())
                .chain(text -> prefect.putSecret(block(orgSlug), text))
                .replaceWith(() -> draft.project().with(orgSlug + "/dbtdraft", block(orgSlug)));
    }

    /** Name of the Secret block. */
    static String block(String orgSlug) {
        return orgSlug + "-dbt-draft";
    }
}
