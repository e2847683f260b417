package org.dalgo.sandbox.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.connection.ConnectionDraft;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.ingest.connection.ConnectionView;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.data.ingest.source.SourceView;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.people.org.feature.Feature;
import org.dalgo.people.org.feature.FlagService;
import org.dalgo.platform.security.Caller;
import org.dalgo.sandbox.demo.DemoDrafts.Feed;

/**
 * Makes the demo organisation step by step. Each step first checks whether its work is done. So the next start
 * continues after a crash, and creates nothing twice.
 */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
class DemoOrganisation {

    private static final int STEPS = 7;

    private final DemoMembers members;
    private final WorkspaceService workspaces;
    private final FlagService flags;
    private final WarehouseService warehouses;
    private final SourceService sources;
    private final ConnectionService connections;
    private final DbtProjectService projects;
    private final DemoPipelines pipelines;

    @Inject
    DemoOrganisation(
            DemoMembers people,
            WorkspaceService workspaces,
            FlagService flags,
            WarehouseService warehouses,
            SourceService sources,
            ConnectionService connections,
            DbtProjectService projects,
            DemoPipelines pipelines) {
        this.members = people;
        this.workspaces = workspaces;
        this.flags = flags;
        this.warehouses = warehouses;
        this.sources = sources;
        this.connections = connections;
        this.projects = projects;
        this.pipelines = pipelines;
    }

    /**
     * Makes what is missing.
     *
     * @param name of the organisation
     * @param second name of a second one, of which only the administrator is a member
     * @param say receives one line for each step that has work to do
     */
    Uni<Void> create(String name, String second, String password, DemoDrafts drafts, Consumer<String> say) {
        return members.org(name)
                .call(org -> members.join(org, DemoMembers.PEOPLE, password))
                .call(() -> members.org(second)
                        .call(org -> members.join(org, List.of(DemoMembers.ADMIN), password))
                        // Like any new organisation, so that it can be set up in the web app.
                        .chain(org -> workspaces.create(org.id())))
                .invoke(org -> {
                    if (org.airbyteWorkspace() == null) {
                        say.accept(line(1, "workspace in Airbyte"));
                    }
                })
                // Done again it gives workers the address of Airbyte, in case Prefect has lost its blocks.
                .call(org -> workspaces.create(org.id()))
                .chain(org -> members.admin(org).chain(admin -> equip(admin, drafts, say)));
    }

    private Uni<Void> equip(Caller admin, DemoDrafts drafts, Consumer<String> say) {
        return warehouse(admin, drafts, say)
                .chain(() -> connections(admin, drafts.feeds(), say))
                .call(() -> project(admin, drafts, say))
                .call(() -> pipelines.setUpTasks(admin))
                .call(syncs ->
                        pipeline(admin, DemoPipelines.NIGHTLY, 6, say, () -> pipelines.createNightly(admin, syncs)))
                .call(() -> pipeline(admin, DemoPipelines.BROKEN, 7, say, () -> pipelines.createBroken(admin)))
                .replaceWithVoid();
    }

    private Uni<?> warehouse(Caller admin, DemoDrafts drafts, Consumer<String> say) {
        return made(
                warehouses.find(admin.org()),
                line(2, "warehouse"),
                say,
                // Off for new organisations; here is something to look at.
                () -> flags.set(admin.org(), Feature.DATA_STATISTICS, true)
                        .chain(() -> warehouses.create(admin, drafts.warehouse())));
    }

    private Uni<?> project(Caller admin, DemoDrafts drafts, Consumer<String> say) {
        return made(
                projects.get(admin.org()), line(5, "dbt project"), say, () -> projects.create(admin, drafts.project()));
    }

    /** Ids of the connections, in the order of the feeds. */
    private Uni<List<UUID>> connections(Caller admin, List<Feed> feeds, Consumer<String> say) {
        return Multi.createFrom()
                .iterable(feeds)
                .onItem()
                .transformToUniAndConcatenate(feed -> connection(admin, feed, 3 + feeds.indexOf(feed), say))
                .map(ConnectionView::connectionId)
                .collect()
                .asList();
    }

    private Uni<ConnectionView> connection(Caller admin, Feed feed, int step, Consumer<String> say) {
        return made(
                connections.find(admin.org(), feed.name()),
                line(step, "source and connection, " + feed.name()),
                say,
                () -> made(
                                sources.find(admin.org(), feed.name()),
                                null,
                                say,
                                () -> sources.create(admin, feed.source()))
                        .chain(source -> connect(admin, feed, source)));
    }

    private Uni<ConnectionView> connect(Caller admin, Feed feed, SourceView source) {
        return connections
                .discover(admin.org(), source.sourceId())
                .chain(found -> connections.create(
                        admin,
                        new ConnectionDraft(feed.name(), source.sourceId(), found, feed.streams(), DemoDrafts.LOADED)));
    }

    private Uni<Void> pipeline(
            Caller admin, String name, int step, Consumer<String> say, Supplier<Uni<Void>> creation) {
        return pipelines.exists(admin, name).chain(there -> {
            if (there) {
                return Uni.createFrom().voidItem();
            }
            say.accept(line(step, "pipeline " + name));
            return creation.get();
        });
    }

    private static <T> Uni<T> made(
            Uni<Optional<T>> existing, String line, Consumer<String> say, Supplier<Uni<T>> creation) {
        return existing.chain(found -> {
            if (found.isPresent()) {
                return Uni.createFrom().item(found.get());
            }
            if (line != null) {
                say.accept(line);
            }
            return creation.get();
        });
    }

    private static String line(int step, String what) {
        return step + " of " + STEPS + ": " + what;
    }
}
