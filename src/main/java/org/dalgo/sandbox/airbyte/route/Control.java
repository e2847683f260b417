package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.dalgo.sandbox.airbyte.catalog.SchemaEdit;
import org.dalgo.sandbox.airbyte.http.Access;
import org.dalgo.sandbox.airbyte.http.Journal;
import org.dalgo.sandbox.airbyte.job.JobMachine;
import org.dalgo.sandbox.airbyte.setting.EmulatedVersion;
import org.dalgo.sandbox.airbyte.setting.Faults;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.setting.SandboxConfig;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;

/** The knobs under {@code /_sandbox}: what no Airbyte has and every test needs. */
public final class Control {

    private final Store store;
    private final Faults faults;
    private final Journal journal;
    private final JobMachine machine;
    private final Access access;
    private final SandboxClock clock;

    public Control(Store store, Faults faults, Journal journal, JobMachine machine, Access access, SandboxClock clock) {
        this.store = store;
        this.faults = faults;
        this.journal = journal;
        this.machine = machine;
        this.access = access;
        this.clock = clock;
    }

    public void register(Routes routes) {
        routes.silent("faults", faults::order)
                .silent("mend", body -> faults.clear())
                .silent("schema", this::schema)
                .silent("clock", this::clock)
                .silent("revoke", body -> access.revoke())
                .silent("reset", body -> reset())
                .now("calls", body -> journal.read());
    }

    private void schema(Body body) {
        String source = body.id("sourceId");
        store.actors(ActorKind.SOURCE).live(source);
        if (!SchemaEdit.OPERATIONS.contains(body.text("op"))) {
            throw Refusal.badRequest("op must be one of " + SchemaEdit.OPERATIONS);
        }
        ObjectNode edits = store.schemaEdits.has(source) ? store.schemaEdits.any(source) : Json.object();
        edits.withArray("edits").add(body.json());
        store.schemaEdits.put(source, edits);
        store.touch();
    }

    /** Jumps by {@code seconds}, or by an ISO duration {@code by}. */
    private void clock(Body body) {
        try {
            clock.jump(body.has("by") ? Duration.parse(body.text("by")) : Duration.ofSeconds(body.number("seconds")));
        } catch (DateTimeParseException e) {
            throw Refusal.badRequest("by must be a duration, for example PT1H");
        }
    }

    private void reset() {
        machine.abandon();
        store.reset();
        faults.clear();
        journal.clear();
        clock.reset();
    }

    /** Version and authentication mode, as {@code instance_configuration} tells them. */
    public static JsonNode instance(SandboxConfig config) {
        ObjectNode instance = Json.object()
                .put("version", config.version().toString())
                .put("edition", "community")
                .put("airbyteUrl", "http://" + config.host() + ":" + config.port())
                .put("initialSetupComplete", true)
                .put("defaultOrganizationId", Workspaces.DEFAULT_ORGANIZATION);
        if (config.version().compareTo(EmulatedVersion.V0_63_13) >= 0) {
            instance.putObject("auth")
                    .put("mode", config.auth() == SandboxConfig.Auth.CLIENT_CREDENTIALS ? "simple" : "none");
        }
        return instance;
    }
}
