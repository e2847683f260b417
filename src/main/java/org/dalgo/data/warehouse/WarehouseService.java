package org.dalgo.data.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.Secrets;
import org.dalgo.platform.stream.CallerChanges;
import org.dalgo.upstream.airbyte.Actor;
import org.dalgo.upstream.airbyte.ActorSpec;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.CheckResult;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Registers the warehouse of an organisation: a destination in Airbyte, a row of ours with the sealed credentials, and
 * the Secret block in Prefect from which workers make dbt's profile. All three or none.
 */
@ApplicationScoped
public class WarehouseService {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AUDITED = "warehouse";

    private final Door door;
    private final OrgService orgs;
    private final WarehouseRepository warehouses;
    private final AirbyteAdapter airbyte;
    private final PrefectAdapter prefect;
    private final Secrets secrets;
    private final CallerChanges changes;
    private final Audit audit;

    @Inject
    WarehouseService(
            Door door,
            OrgService orgs,
            WarehouseRepository warehouses,
            AirbyteAdapter airbyte,
            PrefectAdapter prefect,
            Secrets secrets,
            CallerChanges changes,
            Audit audit) {
        this.door = door;
        this.orgs = orgs;
        this.warehouses = warehouses;
        this.airbyte = airbyte;
        this.prefect = prefect;
        this.secrets = secrets;
        this.changes = changes;
        this.audit = audit;
    }

    /**
     * Registers the warehouse after Airbyte has reached it.
     *
     * @return the warehouse; fails with INVALID for a field that is wrong, BAD_REQUEST when Airbyte cannot reach it or
     *     the organisation has one already, and leaves nothing behind then
     */
    public Uni<WarehouseView> create(Caller by, WarehouseDraft draft) {
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::check)
                .chain(() -> find(by.org()))
                .invoke(existing -> existing.ifPresent(one -> {
                    throw taken();
                }))
                .chain(() -> orgs.get(by.org()))
                .call(found -> airbyte.destinations()
                        .check(destination(found, draft))
                        .invoke(WarehouseService::requireReachable))
                .chain(found -> register(by, found, draft));
    }

    /** The organisation's warehouse, if it has one. */
    public Uni<Optional<WarehouseView>> find(OrgId org) {
        return door.enter(org, () -> warehouses.of(org))
                .map(row -> Optional.ofNullable(row).map(WarehouseView::of));
    }

    /** The organisation's warehouse; fails with BAD_REQUEST when there is none yet. */
    public Uni<WarehouseView> get(OrgId org) {
        return find(org).map(found -> found.orElseThrow(WarehouseService::missing));
    }

    /**
     * Puts dbt's profile into Prefect, new or again.
     *
     * @param schema where dbt writes, or null for the one that Airbyte loads into
     * @return nothing; fails with BAD_REQUEST when there is no warehouse yet
     */
    public Uni<Void> publishProfile(OrgId org, String schema) {
        return door.enter(org, () -> warehouses.of(org))
                .onItem()
                .ifNull()
                .failWith(WarehouseService::missing)
                .chain(row -> prefect.putSecret(
                        row.secretBlock, WarehouseType.of(row.type).profile(config(row), schema)))
                .replaceWithVoid();
    }

    /**
     * How our own driver connects to the organisation's warehouse; holds its password.
     *
     * @return fails with NOT_FOUND when there is no warehouse, BAD_REQUEST when it is none that we can read
     */
    public Uni<PgConnectOptions> postgres(OrgId org) {
        return door.enter(org, () -> warehouses.of(org))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("please setup your warehouse first"))
                .map(row -> {
                    if (WarehouseType.of(row.type) != WarehouseType.POSTGRES) {
                        throw Failure.badRequest("warehouses of this kind cannot be read yet");
                    }
                    return PostgresAddress.of(config(row));
                });
    }

    /**
     * The row comes before the secret: of two requests at once the table admits one, and the other must not have
     * written over its secret by then.
     */
    private Uni<WarehouseView> register(Caller by, OrgView org, WarehouseDraft draft) {
        Undo undo = new Undo();
        return undo.ifFails(airbyte.destinations()
                .create(destination(org, draft))
                .map(Actor::id)
                .invoke(id -> undo.add("destination " + id + " in Airbyte", () -> airbyte.destinations()
                        .delete(id)))
                .chain(id -> save(by, row(org, draft, id)))
                .invoke(row -> undo.add("row of warehouse " + row.id, () -> takeBack(by, row)))
                // Before the call: one without an answer may have stored it.
                .invoke(row -> undo.add("secret " + row.secretBlock, () -> prefect.deleteSecret(row.secretBlock)))
                .call(row -> prefect.putSecret(row.secretBlock, draft.type().profile(draft.config(), null)))
                .map(WarehouseView::of));
    }

    private Uni<Warehouse> save(Caller by, Warehouse row) {
        return door.enter(by.org(), () -> warehouses
                        .persistAndFlush(row)
                        .call(() -> note(by, AuditAction.CREATE, row, Map.of("name", row.name, "type", row.type))))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> taken());
    }

    private Uni<?> takeBack(Caller by, Warehouse row) {
        return door.enter(by.org(), () -> warehouses
                .delete(by.org(), row.id)
                .call(() -> note(by, AuditAction.DELETE, row, Map.of("name", row.name, Undo.REASON, Undo.UNFINISHED))));
    }

    private Uni<Void> note(Caller by, AuditAction action, Warehouse row, Map<String, ?> details) {
        return changes.ofOrg(by.org()).chain(() -> audit.record(by, action, AUDITED, row.id.toString(), details));
    }

    private Warehouse row(OrgView org, WarehouseDraft draft, UUID destination) {
        Warehouse row = new Warehouse();
        row.org = org.id().value();
        row.name = draft.name().strip();
        row.type = draft.type().wire();
        row.destinationId = destination;
        row.destinationDefinitionId = draft.definition();
        row.credentials = secrets.seal(Secret.of(draft.config().toString()), WarehouseSecrets.owner(row.org))
                .bytes();
        // A slug has only characters that Prefect keeps in the name of a block.
        row.secretBlock = "dbt-profile-" + org.slug();
        return row;
    }

    private ObjectNode config(Warehouse row) {
        try {
            Secret config = secrets.open(SealedSecret.of(row.credentials), WarehouseSecrets.owner(row.org));
            return (ObjectNode) JSON.readTree(config.reveal());
        } catch (JsonProcessingException e) {
            // Without its cause, which quotes the text.
            throw new IllegalStateException("the stored configuration of warehouse " + row.id + " is not JSON");
        }
    }

    private static ActorSpec destination(OrgView org, WarehouseDraft draft) {
        if (org.airbyteWorkspace() == null) {
            throw Failure.badRequest("the organisation has no workspace in Airbyte yet");
        }
        String name = draft.type().wire() + "-warehouse";
        return new ActorSpec(org.airbyteWorkspace(), draft.definition(), name, draft.config());
    }

    private static void requireReachable(CheckResult check) {
        if (!check.works()) {
            throw Failure.badRequest(
                    "Airbyte cannot use this warehouse: " + check.message().orElse("its connector could not try"));
        }
    }

    private static Failure taken() {
        return Failure.badRequest("the organisation already has a warehouse");
    }

    private static Failure missing() {
        return Failure.badRequest("set up a warehouse first");
    }
}
