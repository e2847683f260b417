package org.dalgo.sandbox.airbyte;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import org.dalgo.sandbox.airbyte.catalog.Discovery;
import org.dalgo.sandbox.airbyte.catalog.SchemaReview;
import org.dalgo.sandbox.airbyte.connector.Connectors;
import org.dalgo.sandbox.airbyte.http.Access;
import org.dalgo.sandbox.airbyte.http.DemoFiles;
import org.dalgo.sandbox.airbyte.http.Dispatcher;
import org.dalgo.sandbox.airbyte.http.Journal;
import org.dalgo.sandbox.airbyte.job.JobMachine;
import org.dalgo.sandbox.airbyte.route.Actors;
import org.dalgo.sandbox.airbyte.route.Checks;
import org.dalgo.sandbox.airbyte.route.ConnectionStatuses;
import org.dalgo.sandbox.airbyte.route.Connections;
import org.dalgo.sandbox.airbyte.route.Control;
import org.dalgo.sandbox.airbyte.route.Definitions;
import org.dalgo.sandbox.airbyte.route.Jobs;
import org.dalgo.sandbox.airbyte.route.PublicJobs;
import org.dalgo.sandbox.airbyte.route.Routes;
import org.dalgo.sandbox.airbyte.route.Schemas;
import org.dalgo.sandbox.airbyte.route.WebBackend;
import org.dalgo.sandbox.airbyte.route.Webhooks;
import org.dalgo.sandbox.airbyte.route.Workspaces;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.setting.Faults;
import org.dalgo.sandbox.airbyte.setting.Pause;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.setting.SandboxConfig;
import org.dalgo.sandbox.airbyte.setting.Workers;
import org.dalgo.sandbox.airbyte.store.Snapshot;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;

/**
 * A running Airbyte stand-in. Everything it knows is touched on one event loop only; databases, files and downloads go to
 * worker threads.
 */
public final class AirbyteSandbox {

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
        private final Store store = new Store();
        private final Faults faults = new Faults();
        private final Journal journal = new Journal();
        private final DemoFiles files = new DemoFiles();
        private final Access access;
        private Optional<Snapshot> snapshot = Optional.empty();
        private Workers workers;
        private JobMachine machine;
        private int port;
        private boolean writing;

        Server(SandboxConfig config) {
            this.config = config;
            this.access = new Access(config, clock);
        }

        @Override
        public void start(Promise<Void> started) {
            workers = new Workers(vertx);
            Pause pause = new Pause(vertx);
            Connectors connectors = new Connectors(clock);
            machine = new JobMachine(store, connectors, faults, workers, pause, clock, config.timing());
            Router router = router(connectors, pause);
            snapshot = config.snapshot().map(Snapshot::new);
            restore()
                    .compose(done -> listen(router))
                    .onSuccess(http -> {
                        port = http.actualPort();
                        machine.resume();
                        snapshot.ifPresent(file -> vertx.setPeriodic(SNAPSHOT_MILLIS, tick -> keep(file)));
                    })
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        @Override
        public void stop(Promise<Void> stopped) {
            machine.abandon();
            Future<Void> kept = snapshot.isEmpty() ? Future.succeededFuture() : write(snapshot.get());
            kept.eventually(workers::close).onComplete(stopped);
        }

        private Router router(Connectors connectors, Pause pause) {
            EmulatedVersion version = config.version();
            Actors actors = new Actors(store, clock, version);
            Discovery discovery = new Discovery(store, connectors, faults, workers, pause, clock, config);
            SchemaReview review = new SchemaReview(store, discovery);
            Connections connections = new Connections(store, machine, clock, version);
            ConnectionStatuses statuses = new ConnectionStatuses(store, machine, clock, version);
            Routes routes = new Routes();
            new Workspaces(store, version, actors).register(routes);
            new Definitions(store, pause, config.timing()).register(routes);
            actors.register(routes);
            new Checks(store, actors, connectors, faults, workers, pause, clock, config).register(routes);
            new Schemas(store, discovery, review, version).register(routes);
            connections.register(routes);
            statuses.register(routes);
            new WebBackend(store, connections, statuses, actors, discovery, review, machine, version).register(routes);
            new Jobs(store, machine, clock, version).register(routes);
            new Webhooks(vertx).register(routes);
            routes.now("applications/token", body -> access.token(body, false));
            Routes knobs = new Routes();
            new Control(store, faults, journal, machine, access, clock).register(knobs);

            Dispatcher dispatcher = new Dispatcher(config, access, faults, journal, pause);
            Router router = Router.router(vertx);
            router.get("/_sandbox/files/:name").handler(files::serve);
            router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
            router.route("/_sandbox/*").handler(context -> dispatcher.control(context, knobs));
            router.get("/api/v1/health").handler(AirbyteSandbox::health);
            router.get("/api/v1/instance_configuration")
                    .handler(context -> dispatcher.open(
                            context,
                            "instance_configuration",
                            body -> Future.succeededFuture(Control.instance(config.withPort(port)))));
            publicApi(router, dispatcher);
            router.post("/api/v1/*").handler(context -> dispatcher.config(context, routes));
            return router;
        }

        private void publicApi(Router router, Dispatcher dispatcher) {
            PublicJobs jobs = new PublicJobs(store, machine, clock);
            String base = "/api/public/v1";
            router.get(base + "/health").handler(context -> context.response().end("Successful operation"));
            router.post(base + "/applications/token")
                    .handler(context -> dispatcher.open(
                            context,
                            "public/applications/token",
                            body -> Future.succeededFuture(access.token(body, true))));
            router.post(base + "/jobs")
                    .handler(context ->
                            dispatcher.open(context, "public/jobs", body -> Future.succeededFuture(jobs.start(body))));
            router.get(base + "/jobs")
                    .handler(context -> dispatcher.open(
                            context,
                            "public/jobs/list",
                            body -> Future.succeededFuture(jobs.list(context.queryParams()))));
            router.get(base + "/jobs/:id")
                    .handler(context -> dispatcher.open(
                            context, "public/jobs/get", body -> Future.succeededFuture(jobs.get(id(context)))));
            router.delete(base + "/jobs/:id")
                    .handler(context ->
                            dispatcher.open(context, "public/jobs/cancel", body -> jobs.cancel(id(context))));
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
            return workers.run(snapshot.get()::read)
                    .onSuccess(state -> state.ifPresent(store::load))
                    .mapEmpty();
        }

        private void keep(Snapshot file) {
            if (!writing && store.takeChanged()) {
                writing = true;
                write(file).onComplete(done -> writing = false);
            }
        }

        private Future<Void> write(Snapshot file) {
            try {
                byte[] state = Json.MAPPER.writeValueAsBytes(store.save());
                return workers.run(() -> {
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
            throw Refusal.badRequest("the job id must be a number");
        }
    }

    private static void health(RoutingContext context) {
        context.response().putHeader("content-type", "application/json").end("{\"available\":true}");
    }
}
