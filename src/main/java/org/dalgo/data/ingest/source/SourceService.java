package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.data.connector.command.ConnectorCommandService;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.warehouse.Compensation;
import org.dalgo.data.warehouse.destination.CheckOutcome;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.actor.Actor;
import org.dalgo.upstream.airbyte.actor.ActorSpec;
import org.dalgo.upstream.airbyte.actor.CheckResult;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.hibernate.exception.ConstraintViolationException;

/**
 * The sources of an organisation. Airbyte stores their configuration; our rows hold a copy in which every secret is
 * masked.
 */
@ApplicationScoped
public class SourceService {

    private static final String AUDIT_TYPE = "data_source";

    private final TenantTransactions tenantTransactions;
    private final WorkspaceService workspaces;
    private final SourceRepository sources;
    private final SourceConfigCompleter configs;
    private final SchemaDiscoveryService schemaDiscoveryService;
    private final GoogleServiceAccount google;
    private final AirbyteAdapter airbyte;
    private final ConnectorCommandService commands;
    private final AuditLog auditLog;

    @Inject
    SourceService(
            TenantTransactions tenantTransactions,
            WorkspaceService workspaces,
            SourceRepository sources,
            SourceConfigCompleter configs,
            SchemaDiscoveryService schemaDiscoveryService,
            GoogleServiceAccount google,
            AirbyteAdapter airbyte,
            ConnectorCommandService commands,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.workspaces = workspaces;
        this.sources = sources;
        this.configs = configs;
        this.schemaDiscoveryService = schemaDiscoveryService;
        this.google = google;
        this.airbyte = airbyte;
        this.commands = commands;
        this.auditLog = auditLog;
    }

    /** All sources, newest first, from our own rows; what a row from before copies were kept lacks is requested. */
    Uni<List<SourceResponse>> list(OrgId org) {
        return workspaces.get(org).chain(workspace -> tenantTransactions
                .inOrg(org, () -> sources.listByOrg(org))
                .chain(rows -> rows.stream().allMatch(row -> row.maskedConfig != null)
                        ? Uni.createFrom().item(responses(workspace, rows, Map.of()))
                        : actors(workspace).map(actors -> responses(workspace, rows, actors))));
    }

    /** One source as Airbyte has it now; fails with NOT_FOUND. */
    Uni<SourceResponse> read(OrgId org, UUID sourceId) {
        return source(org, sourceId).chain(row -> airbyte.sources()
                .get(row.sourceId)
                .map(actor -> SourceResponse.of(actor.workspaceId(), row, actor)));
    }

    /** The organisation's source of that id in Airbyte; fails with NOT_FOUND. */
    public Uni<SourceView> get(OrgId org, UUID sourceId) {
        return source(org, sourceId).map(SourceView::of);
    }

    /** The source of that name, if there is one. */
    public Uni<Optional<SourceView>> find(OrgId org, String name) {
        return tenantTransactions
                .inOrg(org, () -> sources.findByName(org, name.strip()))
                .map(row -> Optional.ofNullable(row).map(SourceView::of));
    }

    /**
     * Adds a source. Whether it can be read is not tried: see {@link #check}.
     *
     * @return the source. Fails with INVALID for a wrong field, BAD_REQUEST for a name in use or a configuration that
     *     does not fit the connector. A failure leaves nothing behind.
     */
    public Uni<SourceView> create(Caller by, SourceDraft draft) {
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::checkNew)
                .chain(() -> requireFreeName(by.org(), draft.name(), null))
                .chain(() -> configs.complete(by.org(), draft))
                .chain(spec -> add(by, spec));
    }

    /**
     * Changes name and configuration; ten asterisks stand for the secret that is stored.
     *
     * @return the source. Fails with NOT_FOUND, with CONFLICT while one of its connections syncs, else as {@link
     *     #create}. Fails with INVALID when a stored secret would go to a new address.
     */
    public Uni<SourceView> update(Caller by, UUID sourceId, SourceDraft draft) {
        return Uni.createFrom()
                .voidItem()
                .invoke(draft::check)
                .chain(() -> source(by.org(), sourceId))
                .call(row -> requireFreeName(by.org(), draft.name(), row.id))
                .call(row -> requireIdle(by.org(), row))
                .chain(row -> configs.complete(by.org(), row, draft.config())
                        .call(config -> requireSecretsForNewAddress(row, config))
                        .chain(config -> airbyte.sources()
                                .update(row.sourceId, draft.name().strip(), config)))
                .chain(actor -> saveUpdate(by, actor));
    }

    /**
     * Deletes a source that nothing reads.
     *
     * @return nothing; fails with NOT_FOUND, or with FORBIDDEN naming the connections that read it
     */
    Uni<Void> delete(Caller by, UUID sourceId) {
        OrgId org = by.org();
        return source(org, sourceId)
                .call(row -> tenantTransactions
                        .inOrg(org, () -> sources.listConnectionNames(org, row.id))
                        .invoke(SourceService::requireUnused))
                .call(row -> airbyte.sources().delete(row.sourceId))
                .chain(row -> tenantTransactions.inOrg(
                        org, () -> sources.delete(org, row.id).call(() -> recordAudit(by, AuditAction.DELETE, row))))
                .replaceWithVoid();
    }

    /**
     * Tries a configuration without storing it: of a new source, or of one that would change. Takes seconds to minutes.
     *
     * @return the outcome; fails as {@link #create} and {@link #update} do
     */
    Uni<CheckOutcome> check(OrgId org, SourceCheck check) {
        return (check.source() == null ? checkNew(org, check.draft()) : checkChange(org, check.source(), check.draft()))
                .map(CheckOutcome::of);
    }

    /**
     * Requests from Airbyte what a source holds now. Takes seconds to minutes. For jobs: the request of a person is a
     * {@link SourceDiscoveryCommand}.
     *
     * @return what was found; fails with NOT_FOUND for a source that is not the organisation's, BAD_REQUEST in the
     *     connector's words when it cannot be read
     */
    public Uni<Catalog> discover(OrgId org, UUID sourceId) {
        return source(org, sourceId).chain(row -> schemaDiscoveryService.discover(row.sourceId));
    }

    /** What a source held when it was last read; it is read anew only when its configuration has changed since. */
    public Uni<Catalog> recentCatalog(OrgId org, UUID sourceId) {
        return source(org, sourceId).chain(row -> schemaDiscoveryService.discoverCached(row.sourceId));
    }

    /** Address of the Google account that sheets can be shared with; empty when there is none. */
    Optional<String> serviceAccountEmail() {
        return google.email();
    }

    /**
     * Takes the sources of an organisation that ends out of Airbyte.
     *
     * @return which ones are still there, and why
     */
    public Uni<List<String>> removeAll(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> sources.listByOrg(org))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::remove)
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList();
    }

    private Uni<Optional<String>> remove(Source row) {
        return airbyte.sources()
                .delete(row.sourceId)
                .map(gone -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of(
                        "source " + row.name + " (" + row.sourceId + ") in Airbyte: " + failure.getMessage()));
    }

    /** By their id in Airbyte. A list that lacks a picture is better than none. */
    private Uni<Map<UUID, Actor>> actors(UUID workspace) {
        return airbyte.sources()
                .list(workspace)
                .map(actors -> actors.stream().collect(Collectors.toMap(Actor::id, Function.identity())))
                .onFailure(UpstreamFailure.class)
                .recoverWithItem(Map.of());
    }

    private static List<SourceResponse> responses(UUID workspace, List<Source> rows, Map<UUID, Actor> actors) {
        return rows.stream()
                .map(row -> row.maskedConfig == null && actors.containsKey(row.sourceId)
                        ? SourceResponse.of(workspace, row, actors.get(row.sourceId))
                        : SourceResponse.of(workspace, row))
                .toList();
    }

    private Uni<SourceView> add(Caller by, ActorSpec spec) {
        Compensation compensation = new Compensation();
        return compensation.ifFails(airbyte.sources()
                .create(spec)
                .invoke(actor -> compensation.add("source " + actor.id() + " in Airbyte", () -> airbyte.sources()
                        .delete(actor.id())))
                .chain(actor -> save(by, row(by.org(), actor)))
                .map(SourceView::of));
    }

    private Uni<Source> save(Caller by, Source row) {
        return tenantTransactions
                .inOrg(by.org(), () -> sources.persistAndFlush(row)
                        .call(() -> recordAudit(by, AuditAction.CREATE, row)))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> nameTaken());
    }

    private Uni<SourceView> saveUpdate(Caller by, Actor actor) {
        return tenantTransactions
                .inOrg(by.org(), () -> sources.findBySourceId(by.org(), actor.id())
                        .onItem()
                        .ifNull()
                        .failWith(SourceService::sourceNotFound)
                        .invoke(row -> row.copyFrom(actor))
                        .call(() -> commands.discardResults(by.org()))
                        .call(row -> recordAudit(by, AuditAction.UPDATE, row)))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> nameTaken())
                .map(SourceView::of);
    }

    private Uni<CheckResult> checkNew(OrgId org, SourceDraft draft) {
        return configs.complete(org, draft).chain(spec -> airbyte.sources().check(spec));
    }

    private Uni<CheckResult> checkChange(OrgId org, UUID sourceId, SourceDraft draft) {
        return source(org, sourceId).chain(row -> configs.complete(org, row, draft.config())
                .call(config -> requireSecretsForNewAddress(row, config))
                .chain(config ->
                        airbyte.sources().checkUpdate(row.sourceId, draft.name().strip(), config)));
    }

    private Uni<Source> source(OrgId org, UUID sourceId) {
        return tenantTransactions
                .inOrg(org, () -> sources.findBySourceId(org, sourceId))
                .onItem()
                .ifNull()
                .failWith(SourceService::sourceNotFound);
    }

    /** @param itself key of the source that may have that name, or null */
    private Uni<Void> requireFreeName(OrgId org, String name, Long itself) {
        return tenantTransactions
                .inOrg(org, () -> sources.findByName(org, name.strip()))
                .invoke(row -> {
                    if (row != null && !row.id.equals(itself)) {
                        throw nameTaken();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> requireIdle(OrgId org, Source row) {
        return tenantTransactions
                .inOrg(org, () -> sources.findLockHolder(org, row.id))
                .invoke(holder -> holder.ifPresent(person -> {
                    throw Failure.conflict(person + " is syncing a connection of this source right now");
                }))
                .replaceWithVoid();
    }

    private Uni<Void> requireSecretsForNewAddress(Source row, ObjectNode wanted) {
        Uni<JsonNode> stored = row.maskedConfig == null
                ? airbyte.sources().get(row.sourceId).map(Actor::config)
                : Uni.createFrom().item(row.maskedConfig);
        return stored.invoke(config -> MaskedConfig.requireSecretsForNewAddress(config, wanted))
                .replaceWithVoid();
    }

    private static void requireUnused(List<String> connections) {
        if (!connections.isEmpty()) {
            throw new Failure(
                    Problem.FORBIDDEN,
                    "delete the connections that read this source first: " + String.join(", ", connections));
        }
    }

    private Uni<Void> recordAudit(Caller by, AuditAction action, Source row) {
        return auditLog.record(
                by,
                action,
                AUDIT_TYPE,
                row.sourceId.toString(),
                Map.of("name", row.name, "definition", row.sourceDefinitionId.toString()));
    }

    private static Source row(OrgId org, Actor actor) {
        Source row = new Source();
        row.org = org.value();
        row.sourceId = actor.id();
        row.sourceDefinitionId = actor.definitionId();
        row.copyFrom(actor);
        return row;
    }

    private static Failure nameTaken() {
        return Failure.badRequest("a source with this name already exists");
    }

    private static Failure sourceNotFound() {
        return Failure.notFound("source not found");
    }
}
