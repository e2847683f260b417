package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.hibernate.exception.ConstraintViolationException;

/** Makes organisations, finds them, and has them removed. */
@ApplicationScoped
public class OrgService {

    private static final int MAX_NAME_LENGTH = 50;
    private static final int MAX_ATTEMPTS = 5;
    private static final long POLL_INTERVAL_MILLIS = 200;

    private final TenantTransactions tenantTransactions;
    private final OrgStateRepository states;
    private final OrgRepository orgs;
    private final OrgOperationRepository operations;
    private final JobQueue jobQueue;
    private final AuditLog auditLog;
    private final CallerChangePublisher changes;
    private final Vertx vertx;
    private final OrgConfig config;

    @Inject
    OrgService(
            TenantTransactions tenantTransactions,
            OrgStateRepository states,
            OrgRepository orgs,
            OrgOperationRepository operations,
            JobQueue jobQueue,
            AuditLog auditLog,
            CallerChangePublisher changes,
            Vertx vertx,
            OrgConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.states = states;
        this.orgs = orgs;
        this.operations = operations;
        this.jobQueue = jobQueue;
        this.auditLog = auditLog;
        this.changes = changes;
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * Creates the row of an organisation and nothing else, under a slug made of its name. The caller sets up the rest.
     *
     * @return the organisation; fails with BAD_REQUEST when one of that name exists, INVALID when the name is unusable
     */
    public Uni<OrgView> create(String name) {
        return insertWithFreeSlug(name, MAX_ATTEMPTS, fresh -> Uni.createFrom().voidItem());
    }

    /**
     * Creates an organisation with its plan and its first member, and requests its workspace. After a crash the job
     * finishes or rolls back.
     *
     * @return the organisation once it is complete, or unfinished when that takes long. Fails with BAD_REQUEST when the
     *     name is in use or the workspace cannot be created, INVALID for a wrong field.
     */
    Uni<OrgView> create(Caller caller, OrgRequest request, FoundingMember founder) {
        InitialPlan initialPlan = InitialPlan.of(request);
        UUID[] operation = new UUID[1];
        return insertWithFreeSlug(request.name(), MAX_ATTEMPTS, fresh -> states.markCreating(
                                fresh.id(), url(request.website()), url(request.vizUrl()))
                        .chain(() -> founder.addTo(fresh.id(), caller))
                        .chain(() -> orgs.insertPlan(fresh.id(), initialPlan))
                        .chain(() -> startOperation(
                                "create", OrgOperationRepository.CREATE_JOB, fresh, caller.account(), caller.email()))
                        .invoke(id -> operation[0] = id)
                        .chain(() -> auditLog.record(
                                fresh.id(), AuditAction.CREATE, "org", fresh.slug(), Map.of("name", fresh.name()))))
                .call(() -> awaitOutcome(operation[0], config.creationWait().toMillis())
                        .invoke(end -> {
                            if (end.failed()) {
                                throw Failure.badRequest(end.reason());
                            }
                        }))
                .chain(made -> get(made.id()));
    }

    /**
     * Creates an organisation with a plan for an operator, and requests its workspace. It stands once the workspace
     * does; without one it is taken back.
     *
     * @param operator who calls
     * @param founding gives it its first member; joins the unit of work
     * @return the organisation; fails with BAD_REQUEST when one of that name exists, INVALID when the name is unusable
     */
    public Uni<OrgView> create(String name, String operator, Function<OrgView, Uni<?>> founding) {
        InitialPlan initialPlan = InitialPlan.of(new OrgRequest(name, null, null, null, null, null, null, null, null));
        return insertWithFreeSlug(name, MAX_ATTEMPTS, fresh -> states.markCreating(fresh.id(), null, null)
                .chain(() -> founding.apply(fresh))
                .chain(() -> orgs.insertPlan(fresh.id(), initialPlan))
                .chain(() -> startOperation("create", OrgOperationRepository.CREATE_JOB, fresh, 0, operator))
                .chain(() -> auditLog.recordFor(
                        0, operator, fresh.id(), AuditAction.CREATE, "org", fresh.slug(), Map.of("name", name))));
    }

    /**
     * Has an organisation removed. Its members lose access at once; the rest follows in the background.
     *
     * @param confirmation the organisation's name, to be sure that it is the one that is meant
     * @param account of the caller, or 0
     * @param actor their address, or the operator's name
     * @return the operation to ask how far it is; fails with NOT_FOUND, or BAD_REQUEST when the name is another
     */
    public Uni<OrgOperation> delete(String slug, String confirmation, long account, String actor) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ORGANISATION, () -> orgs.findBySlug(slug)
                .map(found -> {
                    if (found == null) {
                        throw Failure.notFound("This organisation does not exist.");
                    }
                    if (!found.name.equals(confirmation)) {
                        throw Failure.badRequest("Confirm with the name of the organisation.");
                    }
                    return OrgView.of(found);
                })
                .call(org -> states.markActiveDeleting(org.id()).invoke(changed -> {
                    if (!changed) {
                        throw Failure.conflict("The organisation is being made or removed. Try again later.");
                    }
                }))
                .call(org -> changes.orgChanged(org.id()))
                .call(org -> auditLog.recordFor(
                        account, actor, org.id(), AuditAction.DELETE, "org", org.slug(), Map.of("requested", true)))
                .chain(org -> startOperation("delete", OrgOperationRepository.DELETE_JOB, org, account, actor))
                .chain(operations::get));
    }

    /** How far the making or removing of an organisation is; fails with NOT_FOUND. */
    public Uni<OrgOperation> operation(UUID id) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ORGANISATION, () -> operations.get(id));
    }

    /** The operation when it has ended, or as it is after that time. */
    public Uni<OrgOperation> awaitOutcome(UUID operation, long millis) {
        return operation(operation)
                .chain(found -> !found.running() || millis <= 0
                        ? Uni.createFrom().item(found)
                        : delay().chain(() -> awaitOutcome(operation, millis - POLL_INTERVAL_MILLIS)));
    }

    /** All organisations, by slug, for operators. */
    public Uni<List<OrgSummary>> listSummaries() {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, orgs::summaries);
    }

    /** The organisation of that slug. */
    public Uni<Optional<OrgView>> find(String slug) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.ORGANISATION, () -> orgs.findBySlug(slug))
                .map(org -> Optional.ofNullable(org).map(OrgView::of));
    }

    /** The organisation itself; fails with NOT_FOUND when it has been deleted meanwhile. */
    public Uni<OrgView> get(OrgId id) {
        return tenantTransactions
                .inOrg(id, () -> orgs.findById(id.value()))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("This organisation does not exist."))
                .map(OrgView::of);
    }

    /** Stores the workspace that was created for the organisation in Airbyte. */
    public Uni<Void> attachWorkspace(OrgId id, UUID workspace) {
        return tenantTransactions
                .inOrg(id, () -> orgs.update("airbyteWorkspaceId = ?1 where id = ?2", workspace, id.value())
                        .call(() -> changes.orgChanged(id)))
                .replaceWithVoid();
    }

    /**
     * Stores which workspaces of the organisation's name exist before one is requested.
     *
     * @param existing of that name in Airbyte now
     * @return those that existed at the first call: any other is the organisation's own
     */
    public Uni<List<UUID>> foreignWorkspaces(OrgId id, List<UUID> existing) {
        return tenantTransactions.inOrg(id, () -> orgs.storeForeignWorkspaces(id, existing));
    }

    /** Tries another slug when a concurrent creation took this one: the table's unique key refuses the second. */
    private Uni<OrgView> insertWithFreeSlug(String name, int tries, Function<OrgView, Uni<?>> rest) {
        if (name == null || name.isBlank() || name.strip().length() > MAX_NAME_LENGTH) {
            return Uni.createFrom()
                    .failure(Failure.invalid(
                            "name", "The name has 1 to " + MAX_NAME_LENGTH + " characters. Choose another one."));
        }
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.ORGANISATION, () -> insert(name.strip())
                        .call(fresh -> rest.apply(fresh).replaceWithVoid()))
                .onFailure(OrgService::isSlugTaken)
                .recoverWithUni(taken -> tries > 1
                        ? insertWithFreeSlug(name, tries - 1, rest)
                        : Uni.createFrom().failure(taken))
                .onFailure(ConstraintViolationException.class)
                .transform(taken ->
                        Failure.badRequest("An organisation with this name already exists. Choose another name."));
    }

    private Uni<OrgView> insert(String name) {
        String wanted = Slug.of(name);
        return orgs.takenSlugs(Slug.commonPrefix(wanted))
                .map(taken -> Slug.firstFree(wanted, taken))
                .map(slug -> {
                    Org org = new Org();
                    org.name = name;
                    org.slug = slug;
                    return org;
                })
                .chain(orgs::persistAndFlush)
                .map(OrgView::of);
    }

    private Uni<UUID> startOperation(String kind, String job, OrgView org, long account, String actor) {
        return operations
                .begin(kind, org, account, actor)
                .call(id -> jobQueue.enqueue(job, null, OrgOperationRepository.payload(id)));
    }

    private Uni<Void> delay() {
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(POLL_INTERVAL_MILLIS, ignored -> emitter.complete(null)));
    }

    private static boolean isSlugTaken(Throwable failure) {
        return failure instanceof ConstraintViolationException violation
                && String.valueOf(violation.getConstraintName()).contains("slug");
    }

    /** As the web app's model of an address spells it. */
    private static String url(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            URI uri = URI.create(text.strip());
            return uri.getRawPath() == null || uri.getRawPath().isEmpty()
                    ? uri.resolve("/").toString()
                    : uri.toString();
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("website", "This is not the address of a page. Check it.");
        }
    }
}
