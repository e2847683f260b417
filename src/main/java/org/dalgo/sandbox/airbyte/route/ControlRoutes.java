package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.dalgo.sandbox.airbyte.catalog.SchemaEdit;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.FaultInjection;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.http.ApiAuthentication;
import org.dalgo.sandbox.airbyte.http.RequestJournal;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.job.JobStateMachine;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** The knobs under {@code /_sandbox}: what no Airbyte has and every test needs. */
public final class ControlRoutes {

    private final SandboxStore sandboxStore;
    private final FaultInjection faultInjection;
    private final RequestJournal requestJournal;
    private final JobStateMachine machine;
    private final ApiAuthentication apiAuthentication;
    private final SandboxClock clock;

    public ControlRoutes(
            SandboxStore sandboxStore,
            FaultInjection faultInjection,
            RequestJournal requestJournal,
            JobStateMachine machine,
            ApiAuthentication apiAuthentication,
            SandboxClock clock) {
        this.sandboxStore = sandboxStore;
        this.faultInjection = faultInjection;
        this.requestJournal = requestJournal;
        this.machine = machine;
        this.apiAuthentication = apiAuthentication;
        this.clock = clock;
    }

    public void register(RouteTable routeTable) {
        routeTable
                .noContent("faults", faultInjection::inject)
                .noContent("mend", requestBody -> faultInjection.clear())
                .noContent("schema", this::schema)
                .noContent("clock", this::clock)
                .noContent("revoke", requestBody -> apiAuthentication.revoke())
                .noContent("reset", requestBody -> reset())
                .sync("calls", requestBody -> requestJournal.read());
    }

    private void schema(RequestBody requestBody) {
        String source = requestBody.id("sourceId");
        sandboxStore.actors(SandboxActorType.SOURCE).live(source);
        if (!SchemaEdit.OPERATIONS.contains(requestBody.text("op"))) {
            throw AirbyteApiException.badRequest("op must be one of " + SchemaEdit.OPERATIONS);
        }
        ObjectNode edits =
                sandboxStore.schemaEdits.has(source) ? sandboxStore.schemaEdits.any(source) : SandboxJson.object();
        edits.withArray("edits").add(requestBody.json());
        sandboxStore.schemaEdits.put(source, edits);
        sandboxStore.touch();
    }

    /** Jumps by {@code seconds}, or by an ISO duration {@code by}. */
    private void clock(RequestBody requestBody) {
        try {
            clock.jump(
                    requestBody.has("by")
                            ? Duration.parse(requestBody.text("by"))
                            : Duration.ofSeconds(requestBody.number("seconds")));
        } catch (DateTimeParseException e) {
            throw AirbyteApiException.badRequest("by must be a duration, for example PT1H");
        }
    }

    private void reset() {
        machine.suspend();
        sandboxStore.reset();
        faultInjection.clear();
        requestJournal.clear();
        clock.reset();
    }

    /** Version and authentication mode, as {@code instance_configuration} answers them. */
    public static JsonNode instance(SandboxConfig config) {
        ObjectNode instance = SandboxJson.object()
                .put("version", config.version().toString())
                .put("edition", "community")
                .put("airbyteUrl", "http://" + config.host() + ":" + config.port())
                .put("initialSetupComplete", true)
                .put("defaultOrganizationId", WorkspaceRoutes.DEFAULT_ORGANIZATION);
        if (config.version().compareTo(EmulatedVersion.V0_63_13) >= 0) {
            instance.putObject("auth")
                    .put("mode", config.auth() == SandboxConfig.Auth.CLIENT_CREDENTIALS ? "simple" : "none");
        }
        return instance;
    }
}
