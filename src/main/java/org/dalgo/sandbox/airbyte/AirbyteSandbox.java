package org.dalgo.sandbox.airbyte;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.BindException;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.catalog.CatalogDiscovery;
import org.dalgo.sandbox.airbyte.catalog.SchemaChangePolicy;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.FaultInjection;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.config.WorkerPool;
import org.dalgo.sandbox.airbyte.connector.registry.ConnectorRegistry;
import org.dalgo.sandbox.airbyte.http.ApiAuthentication;
import org.dalgo.sandbox.airbyte.http.DemoFiles;
import org.dalgo.sandbox.airbyte.http.Dispatcher;
import org.dalgo.sandbox.airbyte.http.RequestJournal;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.job.JobStateMachine;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.route.ActorRoutes;
import org.dalgo.sandbox.airbyte.route.CheckRoutes;
import org.dalgo.sandbox.airbyte.route.ConnectionRoutes;
import org.dalgo.sandbox.airbyte.route.ConnectionStatusRoutes;
import org.dalgo.sandbox.airbyte.route.ControlRoutes;
import org.dalgo.sandbox.airbyte.route.DefinitionRoutes;
import org.dalgo.sandbox.airbyte.route.JobRoutes;
import org.dalgo.sandbox.airbyte.route.PublicJobRoutes;
import org.dalgo.sandbox.airbyte.route.SchemaRoutes;
import org.dalgo.sandbox.airbyte.route.WebBackendRoutes;
import org.dalgo.sandbox.airbyte.route.WebhookRoutes;
import org.dalgo.sandbox.airbyte.route.WorkspaceRoutes;
import org.dalgo.sandbox.airbyte.store.SandboxStore;
import org.dalgo.sandbox.airbyte.store.Snapshot;
import org.jboss.logging.Logger;

/**
 * A running Airbyte stand-in. Everything it knows is touched on one event loop only; databases, files and downloads go to
 * worker threads.
 */
public final class AirbyteSandbox {

    private static final Logger LOG = Logger.getLogger(AirbyteSandbox.class);
    private static final long LARGEST_BODY = 64L * 1024 * 1024;
    private static final long SNAPSHOT_MILLIS = 1000;

    private final Vertx vertx;
    private final Server server;
    private final String deployment;

    private AirbyteSandbox(Vertx vertx, Server server, String deployment) {
        this.vertx = vertx;
        this.server = server;
        this.deployment = deployment;
    }

    /**
     * Starts it.
     *
     * @param vertx the Vert.x to run on; it is not closed with the sandbox
     * @return the running sandbox; fails with {@link IllegalStateException} naming port and setting when the port is taken
     */
    public static Uni<AirbyteSandbox> start(Vertx vertx, SandboxConfig config) {
        return Uni.createFrom().emitter(emitter -> {
            Server server = new Server(config);
            vertx.deployVerticle(server)
                    .map(id -> new AirbyteSandbox(vertx, server, id))
                    .onSuccess(emitter::complete)
                    .onFailure(emitter::fail);
        });
    }

    /** Port that it listens on. */
    public int port() {
        return server.port;
    }

    /** Stops it and keeps its state in the snapshot file, if there is one. */
    public Uni<Void> stop() {
        return Uni.createFrom()
                .emitter(emitter ->
                        vertx.undeploy(deployment).onSuccess(emitter::complete).onFailure(emitter::fail));
    }

    private static final class Server extends AbstractVerticle {

        private final SandboxConfig config;
        private final SandboxClock clock = new SandboxClock();
        private final SandboxStore sandboxStore = new SandboxStore();
        private final FaultInjection faultInjection = new FaultInjection();
        private final RequestJournal requestJournal = new RequestJournal();
        private final DemoFiles files = new DemoFiles();
        private final ApiAuthentication apiAuthentication;
        private Optional<Snapshot> snapshot = Optional.empty();
        private WorkerPool workerPool;
        private JobStateMachine machine;
        private int port;
        private boolean writing;

        Server(SandboxConfig config) {
            this.config = config;
            this.apiAuthentication = new ApiAuthentication(config, clock);
        }

        @Override
        public void start(Promise<Void> started) {
            workerPool = new WorkerPool(vertx);
            Delay delay = new Delay(vertx);
            ConnectorRegistry connectorRegistry = new ConnectorRegistry(clock, config.realConnectors());
            machine = new JobStateMachine(
                    sandboxStore, connectorRegistry, faultInjection, workerPool, delay, clock, config.timing());
            Router router = router(connectorRegistry, delay);
            snapshot = config.snapshot().map(Snapshot::new);
            restore()
                    .compose(done -> listen(router))
                    .onSuccess(http -> {
                        port = http.actualPort();
                        machine.resume();
                        prepare(connectorRegistry);
                        snapshot.ifPresent(file -> vertx.setPeriodic(SNAPSHOT_MILLIS, tick -> saveSnapshot(file)));
                    })
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        /** Makes the environments of real connectors while the rest starts; their own specifications then count. */
        private void prepare(ConnectorRegistry connectorRegistry) {
            connectorRegistry.real().forEach((image, source) -> {
                long begin = clock.millis();
                workerPool
                        .run(source::specification)
                        .onSuccess(specification -> {
                            sandboxStore
                                    .definitions(SandboxActorType.SOURCE)
                                    .live(definition -> definition
                                            .at("/definition/dockerRepository")
                                            .asText()
                                            .equals(image))
                                    .forEach(definition -> {
                                        definition.set("spec", specification);
                                        ((ObjectNode) definition.get("definition"))
                                                .put("dockerImageTag", source.version());
                                    });
                            sandboxStore.touch();
                            LOG.infof("%s is ready after %d ms", image, clock.millis() - begin);
                        })
                        .onFailure(failure -> LOG.errorf("%s cannot be run: %s", image, failure.getMessage()));
            });
        }

        @Override
        public void stop(Promise<Void> stopped) {
            machine.suspend();
            Future<Void> kept = snapshot.isEmpty() ? Future.succeededFuture() : write(snapshot.get());
            kept.eventually(workerPool::close).onComplete(stopped);
        }

        private Router router(ConnectorRegistry connectorRegistry, Delay delay) {
            EmulatedVersion version = config.version();
            ActorRoutes actorRoutes = new ActorRoutes(sandboxStore, clock, version);
            CatalogDiscovery catalogDiscovery = new CatalogDiscovery(
                    sandboxStore, connectorRegistry, faultInjection, workerPool, delay, clock, config);
            SchemaChangePolicy review = new SchemaChangePolicy(sandboxStore, catalogDiscovery);
            ConnectionRoutes connectionRoutes = new ConnectionRoutes(sandboxStore, machine, clock, version);
            ConnectionStatusRoutes statuses = new ConnectionStatusRoutes(sandboxStore, machine, clock, version);
            RouteTable routeTable = new RouteTable();
            new WorkspaceRoutes(sandboxStore, version, actorRoutes).register(routeTable);
            new DefinitionRoutes(sandboxStore, delay, config.timing()).register(routeTable);
            actorRoutes.register(routeTable);
            new CheckRoutes(
                            sandboxStore,
                            actorRoutes,
                            connectorRegistry,
                            faultInjection,
                            workerPool,
                            delay,
                            clock,
                            config)
                    .register(routeTable);
            new SchemaRoutes(sandboxStore, catalogDiscovery, review, version).register(routeTable);
            connectionRoutes.register(routeTable);
            statuses.register(routeTable);
            new WebBackendRoutes(
                            sandboxStore,
                            connectionRoutes,
                            statuses,
                            actorRoutes,
                            catalogDiscovery,
                            review,
                            machine,
                            version)
                    .register(routeTable);
            new JobRoutes(sandboxStore, machine, clock, version).register(routeTable);
            new WebhookRoutes(vertx).register(routeTable);
            routeTable.sync("applications/token", requestBody -> apiAuthentication.token(requestBody, false));
            RouteTable knobs = new RouteTable();
            new ControlRoutes(sandboxStore, faultInjection, requestJournal, machine, apiAuthentication, clock)
                    .register(knobs);

            Dispatcher dispatcher = new Dispatcher(config, apiAuthentication, faultInjection, requestJournal, delay);
            Router router = Router.router(vertx);
            router.get("/_sandbox/files/:name").handler(files::serve);
            router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
            router.route("/_sandbox/*").handler(context -> dispatcher.control(context, knobs));
            router.get("/api/v1/health").handler(AirbyteSandbox::health);
            router.get("/api/v1/instance_configuration")
                    .handler(context -> dispatcher.publicApi(
                            context,
                            "instance_configuration",
                            requestBody -> Future.succeededFuture(ControlRoutes.instance(config.withPort(port)))));
            publicApi(router, dispatcher);
            router.post("/api/v1/*").handler(context -> dispatcher.configApi(context, routeTable));
            return router;
        }

        private void publicApi(Router router, Dispatcher dispatcher) {
            PublicJobRoutes jobs = new PublicJobRoutes(sandboxStore, machine, clock);
            String base = "/api/public/v1";
            router.get(base + "/health").handler(context -> context.response().end("Successful operation"));
            router.post(base + "/applications/token")
                    .handler(context -> dispatcher.publicApi(
                            context,
                            "public/applications/token",
                            requestBody -> Future.succeededFuture(apiAuthentication.token(requestBody, true))));
            router.post(base + "/jobs")
                    .handler(context -> dispatcher.publicApi(
                            context, "public/jobs", requestBody -> Future.succeededFuture(jobs.start(requestBody))));
            router.get(base + "/jobs")
                    .handler(context -> dispatcher.publicApi(
                            context,
                            "public/jobs/list",
                            requestBody -> Future.succeededFuture(jobs.list(context.queryParams()))));
            router.get(base + "/jobs/:id")
                    .handler(context -> dispatcher.publicApi(
                            context, "public/jobs/get", requestBody -> Future.succeededFuture(jobs.get(id(context)))));
            router.delete(base + "/jobs/:id")
                    .handler(context -> dispatcher.publicApi(
                            context, "public/jobs/cancel", requestBody -> jobs.cancel(id(context))));
        }

        private Future<HttpServer> listen(Router router) {
            // Airbyte's server speaks HTTP/1.1 only; so an ordered reset is one of TCP for every client.
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.port())
                    .setHttp2ClearTextEnabled(false);
            return vertx.createHttpServer(options)
                    .requestHandler(router)
                    .listen()
                    .recover(failure -> Future.failedFuture(
                            failure instanceof BindException
                                    ? new IllegalStateException(
                                            "The Airbyte sandbox cannot listen on port " + config.port()
                                                    + ": it is taken. Set dalgo.sandbox.airbyte.port to a free one.",
                                            failure)
                                    : failure));
        }

        private Future<Void> restore() {
            if (snapshot.isEmpty()) {
                return Future.succeededFuture();
            }
            return workerPool
                    .run(snapshot.get()::read)
                    .onSuccess(state -> state.ifPresent(sandboxStore::load))
                    .mapEmpty();
        }

        private void saveSnapshot(Snapshot file) {
            if (!writing && sandboxStore.takeChanged()) {
                writing = true;
                write(file).onComplete(done -> writing = false);
            }
        }

        private Future<Void> write(Snapshot file) {
            try {
                byte[] state = SandboxJson.MAPPER.writeValueAsBytes(sandboxStore.save());
                return workerPool
                        .run(() -> {
                            file.write(state);
                            return null;
                        })
                        .mapEmpty();
            } catch (JsonProcessingException e) {
                return Future.failedFuture(e);
            }
        }
    }

    private static long id(RoutingContext context) {
        try {
            return Long.parseLong(context.pathParam("id"));
        } catch (NumberFormatException e) {
            throw AirbyteApiException.badRequest("the job id must be a number");
        }
    }

    private static void health(RoutingContext context) {
        context.response().putHeader("content-type", "application/json").end("{\"available\":true}");
    }
}
