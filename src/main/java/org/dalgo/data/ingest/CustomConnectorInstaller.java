package org.dalgo.data.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.people.org.OrgService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.definition.Definition;

/**
 * Gives a new workspace the connectors that Airbyte does not bring. It takes minutes, so it is a job; one whose
 * image cannot be had keeps none of the others back.
 */
@ApplicationScoped
class CustomConnectorInstaller implements JobHandler {

    private static final String KIND = "custom-connectors";

    private final IngestConfig config;
    private final OrgService orgs;
    private final AirbyteAdapter airbyte;
    private final JobQueue jobQueue;

    @Inject
    CustomConnectorInstaller(IngestConfig config, OrgService orgs, AirbyteAdapter airbyte, JobQueue jobQueue) {
        this.config = config;
        this.orgs = orgs;
        this.airbyte = airbyte;
        this.jobQueue = jobQueue;
    }

    /** Requests them. Joins the current unit of work. */
    Uni<Void> request(OrgId org) {
        return config.customConnectors().isEmpty()
                ? Uni.createFrom().voidItem()
                : jobQueue.enqueue(KIND, org, Map.of()).replaceWithVoid();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobLane lane() {
        return JobLane.UPSTREAM;
    }

    @Override
    public Uni<Void> run(Job job) {
        return orgs.get(job.org())
                .chain(org ->
                        org.airbyteWorkspace() == null ? Uni.createFrom().voidItem() : install(org.airbyteWorkspace()))
                // Removed in the meantime.
                .onFailure(failure -> failure instanceof Failure ours && ours.problem() == Problem.NOT_FOUND)
                .recoverWithNull();
    }

    private Uni<Void> install(UUID workspace) {
        List<String> missing = new ArrayList<>();
        return airbyte.sourceDefinitions()
                .list(workspace)
                .map(CustomConnectorInstaller::byRepository)
                .chain(present -> Unis.sequentially(config.customConnectors().orElseThrow(), wanted -> install(
                                workspace, wanted, present.get(wanted.repository()))
                        .onFailure()
                        .recoverWithUni(failure -> {
                            missing.add(wanted.name() + ": " + failure.getMessage());
                            return Uni.createFrom().nullItem();
                        })))
                .invoke(() -> {
                    if (!missing.isEmpty()) {
                        throw new IllegalStateException("connectors are missing: " + String.join("; ", missing));
                    }
                });
    }

    private Uni<?> install(UUID workspace, CustomConnector wanted, Definition present) {
        if (present == null) {
            return airbyte.sourceDefinitions().createCustom(workspace, wanted.image());
        }
        return wanted.isNewerThan(present.dockerImageTag())
                ? airbyte.sourceDefinitions().setVersion(present.id(), wanted.tag())
                : Uni.createFrom().nullItem();
    }

    private static Map<String, Definition> byRepository(List<Definition> definitions) {
        return definitions.stream()
                .collect(Collectors.toMap(Definition::dockerRepository, Function.identity(), (first, again) -> first));
    }
}
