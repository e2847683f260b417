package org.dalgo.data.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.dalgo.data.connector.ConnectorAddresses;
import org.dalgo.data.connector.ConnectorConfig;
import org.dalgo.data.connector.command.ConnectorCommandService;
import org.dalgo.data.warehouse.destination.CheckOutcome;
import org.dalgo.data.warehouse.destination.DestinationCheck;
import org.dalgo.data.warehouse.destination.DestinationUpdate;
import org.dalgo.data.warehouse.destination.UnmaskedConfig;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.flow.lock.LockService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.actor.Actor;
import org.dalgo.upstream.airbyte.actor.ActorSpec;
import org.dalgo.upstream.airbyte.actor.CheckResult;
import org.dalgo.upstream.airbyte.definition.Definition;
import org.dalgo.upstream.airbyte.definition.Specification;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Registers the warehouse of an organisation: a destination in Airbyte, a row with the sealed credentials, and a Secret
 * block in Prefect. Workers make dbt's profile from that block. All three or none.
 */
@ApplicationScoped
public class WarehouseService {

    static final String AUDIT_TYPE = "warehouse";

    private final TenantTransactions tenantTransactions;
    private final OrgService orgs;
    private final WarehouseRepository warehouses;
    private final AirbyteAdapter airbyte;
    private final PrefectAdapter prefect;
    private final SecretCipher secretCipher;
    private final CallerChangePublisher changes;
    private final LockService locks;
    private final ConnectorCommandService commands;
    private final AuditLog auditLog;
    private final ConnectorAddresses addresses;
    private final ObjectMapper json;

    @Inject
    WarehouseService(
            TenantTransactions tenantTransactions,
            OrgService orgs,
            WarehouseRepository warehouses,
            AirbyteAdapter airbyte,
            PrefectAdapter prefect,
            SecretCipher secretCipher,
            CallerChangePublisher changes,
            LockService locks,
            ConnectorCommandService commands,
            AuditLog auditLog,
            ConnectorAddresses addresses,
            ObjectMapper json) {
        this.addresses = addresses;
        this.tenantTransactions = tenantTransactions;
        this.orgs = orgs;
        this.warehouses = warehouses;
        this.airbyte = airbyte;
        this.prefect = prefect;
        this.secretCipher = secretCipher;
        this.changes = changes;
        this.locks = locks;
        this.commands = commands;
        this.auditLog = auditLog;
        this.json = json;
    }

    /**
     * Registers the warehouse after Airbyte has reached it.
     *
     * @return the warehouse. Fails with INVALID for a wrong field, BAD_REQUEST when Airbyte cannot reach it, CONFLICT
     *     when the organisation has one. A failure leaves nothing behind.
     */
    public Uni<WarehouseView> create(Caller by, WarehouseDraft draft) {
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::check)
                .chain(() -> find(by.org()))
                .invoke(existing -> existing.ifPresent(one -> {
                    throw alreadyRegistered();
                }))
                .chain(() -> orgs.get(by.org()))
                .chain(found -> requireDefinition(workspace(found), draft).chain(connector -> complete(found, draft)
                        .call(complete -> checkReachable(destination(found, complete)))
                        .chain(complete -> register(by, found, complete, connector))));
    }

    /**
     * Changes name and configuration, after Airbyte has reached the warehouse if that changes. dbt's profile follows.
     *
     * @param destination the warehouse's id in Airbyte
     * @return fails with NOT_FOUND for a warehouse of another organisation, INVALID for a wrong field or a secret that
     *     must be given anew. Fails with BAD_REQUEST when Airbyte cannot reach it, CONFLICT while a run is open. A
     *     failure changes nothing.
     */
    public Uni<Void> update(Caller by, UUID destination, DestinationUpdate update) {
        return Uni.createFrom()
                .voidItem()
                .invoke(update::check)
                .chain(() -> tenantTransactions.inOrg(by.org(), () -> requireByDestination(by.org(), destination)
                        .call(() -> locks.requireIdle(by.org()))))
                .chain(row -> orgs.get(by.org()).chain(org -> change(by, org, row, update)));
    }

    /**
     * Has the connector try a configuration; takes seconds to minutes and changes nothing.
     *
     * @return the result, also of a failed check. Fails with NOT_FOUND for another organisation's destination. Fails with
     *     INVALID for a wrong field or a secret that must be given anew.
     */
    Uni<CheckOutcome> check(OrgId id, DestinationCheck check) {
        return orgs.get(id)
                .chain(org -> specToCheck(org, check))
                .chain(spec -> airbyte.destinations().check(spec))
                .map(CheckOutcome::of);
    }

    /** The organisation's warehouse, if it has one. */
    public Uni<Optional<WarehouseView>> find(OrgId org) {
        return tenantTransactions.inOrg(org, () -> warehouses.findByOrg(org)).map(row -> Optional.ofNullable(row)
                .map(WarehouseView::of));
    }

    /** The organisation's warehouse; fails with BAD_REQUEST when there is none yet. */
    public Uni<WarehouseView> get(OrgId org) {
        return find(org).map(found -> found.orElseThrow(WarehouseService::warehouseRequired));
    }

    /** What it takes to open the warehouse itself; fails with NOT_FOUND when there is none. */
    public Uni<WarehouseCredentials> credentials(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> warehouses.findByOrg(org))
                .onItem()
                .ifNull()
                .failWith(WarehouseService::warehouseNotFound)
                .map(row -> new WarehouseCredentials(
                        WarehouseType.of(row.type), config(row), SealedSecret.of(row.credentials)));
    }

    /** The schema that Airbyte loads into unless a connection names another; fails with BAD_REQUEST without a warehouse. */
    public Uni<String> loadedSchema(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> warehouses.findByOrg(org))
                .onItem()
                .ifNull()
                .failWith(WarehouseService::warehouseRequired)
                .map(row -> WarehouseType.of(row.type).loadedSchema(config(row)));
    }

    /**
     * Puts dbt's profile into Prefect, new or again.
     *
     * @param schema where dbt writes, or null for the one that Airbyte loads into
     * @return nothing; fails with BAD_REQUEST when there is no warehouse yet
     */
    public Uni<Void> publishProfile(OrgId org, String schema) {
        return tenantTransactions
                .inOrg(org, () -> warehouses
                        .findByOrg(org)
                        .onItem()
                        .ifNull()
                        .failWith(WarehouseService::warehouseRequired)
                        .invoke(row -> row.profileSchema = schema))
                .chain(row -> putProfile(row, config(row)));
    }

    private Uni<Void> putProfile(Warehouse row, ObjectNode config) {
        return prefect.putSecret(row.secretBlock, WarehouseType.of(row.type).dbtProfile(config, row.profileSchema))
                .replaceWithVoid();
    }

    private Uni<Definition> requireDefinition(UUID workspace, WarehouseDraft draft) {
        return airbyte.destinationDefinitions()
                .get(workspace, draft.definition())
                .invoke(found -> {
                    if (!draft.type().isLoadedBy(found.name())) {
                        throw Failure.invalid("destinationDefId", "does not load into this kind of warehouse");
                    }
                });
    }

    private Uni<Void> checkReachable(ActorSpec destination) {
        return airbyte.destinations()
                .check(destination)
                .invoke(WarehouseService::requireReachable)
                .replaceWithVoid();
    }

    private Uni<Warehouse> requireByDestination(OrgId org, UUID destination) {
        return warehouses
                .findByDestination(org, destination)
                .onItem()
                .ifNull()
                .failWith(WarehouseService::destinationNotFound);
    }

    private Uni<ActorSpec> specToCheck(OrgView org, DestinationCheck check) {
        if (check.destination() == null) {
            return airbyte.destinationDefinitions()
                    .specification(workspace(org), check.definition())
                    .chain(found -> complete(found, check.config()))
                    .map(config -> new ActorSpec(workspace(org), check.definition(), "check", config));
        }
        return tenantTransactions
                .inOrg(org.id(), () -> requireByDestination(org.id(), check.destination()))
                .chain(row -> complete(row, unmasked(row, config(row), check.config()))
                        .map(config -> spec(org, row, config)));
    }

    /** The draft with a configuration that fits its connector; fails with BAD_REQUEST when it does not fit. */
    private Uni<WarehouseDraft> complete(OrgView org, WarehouseDraft draft) {
        return airbyte.destinationDefinitions()
                .specification(workspace(org), draft.definition())
                .chain(found -> complete(found, draft.config()))
                .map(draft::with);
    }

    /** As for a draft, by the version of the connector that the destination runs on. */
    private Uni<ObjectNode> complete(Warehouse row, ObjectNode config) {
        return airbyte.destinationDefinitions()
                .specificationOf(row.destinationId)
                .chain(found -> complete(found, config));
    }

    private Uni<ObjectNode> complete(Specification specification, ObjectNode config) {
        ObjectNode complete = ConnectorConfig.complete(specification.schema(), config);
        return addresses.requirePermitted(specification.schema(), complete).replaceWith(complete);
    }

    /** Checks what may be refused first. Airbyte and Prefect get the former configuration back when a later step fails. */
    private Uni<Void> change(Caller by, OrgView org, Warehouse row, DestinationUpdate update) {
        if (update.definition() != null && !update.definition().equals(row.destinationDefinitionId)) {
            throw Failure.invalid("destinationDefId", "cannot be changed; register another warehouse instead");
        }
        ObjectNode before = config(row);
        ObjectNode unmasked = unmasked(row, before, update.config());
        WarehouseType.of(row.type).check(unmasked, "config");
        return complete(row, unmasked).chain(after -> change(by, org, row, before, after, update.name()));
    }

    private Uni<Void> change(Caller by, OrgView org, Warehouse row, ObjectNode before, ObjectNode after, String name) {
        ActorSpec destination = spec(org, row, after);
        Compensation compensation = new Compensation();
        return compensation.ifFails(airbyte.destinationDefinitions()
                .get(destination.workspaceId(), destination.definitionId())
                .call(() -> after.equals(before) ? Uni.createFrom().voidItem() : checkReachable(destination))
                .invoke(() ->
                        compensation.add("configuration of destination " + row.destinationId, () -> put(row, before)))
                .chain(connector -> put(row, after)
                        .invoke(() -> compensation.add("secret " + row.secretBlock, () -> putProfile(row, before)))
                        .call(() -> putProfile(row, after))
                        .chain(shown -> save(by, row, name, after, changed -> changed.copyFrom(shown, connector)))));
    }

    private Uni<Actor> put(Warehouse row, ObjectNode config) {
        return airbyte.destinations()
                .update(row.destinationId, WarehouseType.of(row.type).destinationName(), config);
    }

    private Uni<Void> save(Caller by, Warehouse before, String name, ObjectNode config, Consumer<Warehouse> shown) {
        return tenantTransactions.inOrg(by.org(), () -> requireByDestination(by.org(), before.destinationId)
                .invoke(row -> {
                    row.name = name.strip();
                    row.credentials = encrypt(row.org, config);
                    shown.accept(row);
                })
                .call(() -> commands.discardResults(by.org()))
                .chain(row -> recordAudit(by, AuditAction.UPDATE, row, Map.of("name", row.name, "type", row.type))));
    }

    private static ObjectNode unmasked(Warehouse row, ObjectNode stored, ObjectNode update) {
        UnmaskedConfig unmasked = UnmaskedConfig.of(update, stored);
        unmasked.requireSameServer(WarehouseType.of(row.type), stored, "config");
        return unmasked.config();
    }

    private static ActorSpec spec(OrgView org, Warehouse row, ObjectNode config) {
        return new ActorSpec(
                workspace(org),
                row.destinationDefinitionId,
                WarehouseType.of(row.type).destinationName(),
                config);
    }

    /**
     * The row comes before the secret. Of two concurrent requests the table admits one, and the other must not
     * overwrite its secret.
     */
    private Uni<WarehouseView> register(Caller by, OrgView org, WarehouseDraft draft, Definition connector) {
        Compensation compensation = new Compensation();
        return compensation.ifFails(airbyte.destinations()
                .create(destination(org, draft))
                .invoke(made ->
                        compensation.add("destination " + made.id() + " in Airbyte", () -> airbyte.destinations()
                                .delete(made.id())))
                .chain(made -> save(by, row(org, draft, made, connector)))
                .invoke(row -> compensation.add("row of warehouse " + row.id, () -> deleteCreated(by, row)))
                // Before the call: one without an answer may have stored it.
                .invoke(row ->
                        compensation.add("secret " + row.secretBlock, () -> prefect.deleteSecret(row.secretBlock)))
                .call(row -> prefect.putSecret(row.secretBlock, draft.type().dbtProfile(draft.config(), null)))
                .map(WarehouseView::of));
    }

    private Uni<Warehouse> save(Caller by, Warehouse row) {
        return tenantTransactions
                .inOrg(by.org(), () -> warehouses
                        .persistAndFlush(row)
                        .call(() ->
                                recordAudit(by, AuditAction.CREATE, row, Map.of("name", row.name, "type", row.type))))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> alreadyRegistered());
    }

    private Uni<?> deleteCreated(Caller by, Warehouse row) {
        return tenantTransactions.inOrg(by.org(), () -> warehouses
                .delete(by.org(), row.id)
                .call(() -> recordAudit(
                        by,
                        AuditAction.DELETE,
                        row,
                        Map.of("name", row.name, Compensation.REASON, Compensation.UNFINISHED))));
    }

    private Uni<Void> recordAudit(Caller by, AuditAction action, Warehouse row, Map<String, ?> details) {
        return changes.orgChanged(by.org())
                .chain(() -> auditLog.record(by, action, AUDIT_TYPE, row.id.toString(), details));
    }

    private Warehouse row(OrgView org, WarehouseDraft draft, Actor destination, Definition connector) {
        Warehouse row = new Warehouse();
        row.org = org.id().value();
        row.name = draft.name().strip();
        row.type = draft.type().wire();
        row.destinationId = destination.id();
        row.destinationDefinitionId = draft.definition();
        row.credentials = encrypt(row.org, draft.config());
        // A slug has only characters that Prefect keeps in the name of a block.
        row.secretBlock = "dbt-profile-" + org.slug();
        row.copyFrom(destination, connector);
        return row;
    }

    private byte[] encrypt(Long org, ObjectNode config) {
        return secretCipher
                .seal(Secret.of(config.toString()), WarehouseSecrets.owner(org))
                .bytes();
    }

    private ObjectNode config(Warehouse row) {
        try {
            Secret config = secretCipher.open(SealedSecret.of(row.credentials), WarehouseSecrets.owner(row.org));
            return (ObjectNode) json.readTree(config.reveal());
        } catch (JsonProcessingException e) {
            // Without its cause, which quotes the text.
            throw new IllegalStateException("the stored configuration of warehouse " + row.id + " is not JSON");
        }
    }

    private static ActorSpec destination(OrgView org, WarehouseDraft draft) {
        return new ActorSpec(workspace(org), draft.definition(), draft.type().destinationName(), draft.config());
    }

    private static UUID workspace(OrgView org) {
        if (org.airbyteWorkspace() == null) {
            throw Failure.badRequest("the organisation has no workspace in Airbyte yet");
        }
        return org.airbyteWorkspace();
    }

    private static void requireReachable(CheckResult check) {
        if (!check.works()) {
            throw Failure.badRequest(
                    "Airbyte cannot use this warehouse: " + check.message().orElse("its connector could not try"));
        }
    }

    private static Failure alreadyRegistered() {
        return Failure.conflict("the organisation already has a warehouse");
    }

    static Failure warehouseNotFound() {
        return Failure.notFound("there is no warehouse");
    }

    static Failure destinationNotFound() {
        return Failure.notFound("destination not found");
    }

    private static Failure warehouseRequired() {
        return Failure.badRequest("set up a warehouse first");
    }
}
