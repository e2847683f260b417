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
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.Jobs;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Definition;

/**
 * Gives a new workspace the connectors that Airbyte does not bring. It takes minutes, so nobody waits for it; one whose
 * image cannot be had keeps none of the others back.
 */
@ApplicationScoped
class CustomConnectors implements JobHandler {

    private static final String KIND = "custom-connectors";

    private final IngestConfig config;
    private final OrgService orgs;
    private final AirbyteAdapter airbyte;
    private final Jobs jobs;

    @Inject
    CustomConnectors(IngestConfig config, OrgService orgs, AirbyteAdapter airbyte, Jobs jobs) {
        this.config = config;
        this.orgs = orgs;
        this.airbyte = airbyte;
        this.jobs = jobs;
    }

    /** Asks for them. Joins the unit of work in hand. */
    Uni<Void> request(OrgId org) {
        return config.customConnectors().isEmpty()
                ? Uni.createFrom().voidItem()
                : jobs.add(KIND, org, Map.of()).replaceWithVoid();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Uni<Void> run(Job job) {
        return orgs.get(job.org())
                .chain(org ->
                        org.airbyteWorkspace() == null ? Uni.createFrom().voidItem() : complete(org.airbyteWorkspace()))
                // Removed in the meantime.
                .onFailure(failure -> failure instanceof Failure ours && ours.problem() == Problem.NOT_FOUND)
                .recoverWithNull();
    }

    private Uni<Void> complete(UUID workspace) {
        List<String> missing = new ArrayList<>();
        return airbyte.sourceDefinitions()
                .list(workspace)
                .map(CustomConnectors::byRepository)
                .chain(present -> InTurn.each(config.customConnectors().orElseThrow(), wanted -> complete(
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

    private Uni<?> complete(UUID workspace, CustomConnector wanted, Definition present) {
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
