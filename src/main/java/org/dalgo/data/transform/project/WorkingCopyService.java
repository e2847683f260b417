package org.dalgo.data.transform.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.transform.file.ProjectArchive;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * Gives workers the present files of a project, published or not. They have a Secret block and a folder of their own,
 * so that pipelines continue to run the published files.
 */
@ApplicationScoped
public class WorkingCopyService {

    private record WorkingCopy(DbtSettings project, Map<String, String> files) {}

    private final TenantTransactions tenantTransactions;
    private final DbtProjectService projects;
    private final DbtFileService files;
    private final PrefectAdapter prefect;

    @Inject
    WorkingCopyService(
            TenantTransactions tenantTransactions,
            DbtProjectService projects,
            DbtFileService files,
            PrefectAdapter prefect) {
        this.tenantTransactions = tenantTransactions;
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
    public Uni<Optional<DbtSettings>> upload(Caller by) {
        return tenantTransactions
                .inOrg(by.org(), () -> projects.find(by.org()).chain(project -> files.current(by.org())
                        .map(current -> project.map(settings -> new WorkingCopy(settings, current)))))
                .chain(draft -> draft.isEmpty() || draft.get().files().isEmpty()
                        ? Uni.createFrom().item(draft.map(WorkingCopy::project))
                        : putSecret(by.orgSlug(), draft.get()).map(Optional::of));
    }

    /** Takes what was handed over out of Prefect; done already is done. */
    Uni<Void> deleteSecret(String orgSlug) {
        return prefect.deleteSecret(secretName(orgSlug));
    }

    private Uni<DbtSettings> putSecret(String orgSlug, WorkingCopy workingCopy) {
        return ProjectArchive.create(workingCopy.files())
                .chain(text -> prefect.putSecret(secretName(orgSlug), text))
                .replaceWith(() -> workingCopy.project().with(orgSlug + "/dbtdraft", secretName(orgSlug)));
    }

    /** Name of the Secret block. */
    static String secretName(String orgSlug) {
        return orgSlug + "-dbt-draft";
    }
}
