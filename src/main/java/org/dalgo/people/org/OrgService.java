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
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.job.Jobs;
import org.dalgo.platform.stream.CallerChanges;
import org.hibernate.exception.ConstraintViolationException;

/** Makes organisations, finds them, and has them removed. */
@ApplicationScoped
public class OrgService {

    private static final int LONGEST_NAME = 50;
    private static final int TRIES = 5;
    private static final long LOOK_AGAIN_MILLIS = 200;

    // Of removed organisations, too: what is left of them elsewhere, or on a worker's disk, bears their slug.
    private static final String SLUGS =
            """
            select slug from org where slug like $1
            union
            select slug from org_operation where slug like $1 and (kind = 'delete' or left_behind <> '{}')
            """;

    private final Door door;
    private final Sql sql;
    private final OrgRepository orgs;
    private final OrgOperations operations;
    private final Jobs jobs;
    private final Audit audit;
    private final CallerChanges changes;
    private final Vertx vertx;
    private final OrgConfig config;

    @Inject
    OrgService(
            Door door,
            Sql sql,
            OrgRepository orgs,
            OrgOperations operations,
            Jobs jobs,
            Audit audit,
            CallerChanges changes,
            Vertx vertx,
            OrgConfig config) {
        this.door = door;
        this.sql = sql;
        this.orgs = orgs;
        this.operations = operations;
        this.jobs = jobs;
        this.audit = audit;
        this.changes = changes;
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * Makes an organisation's row and nothing else, under a slug made of its name: for whoever sets up the rest
     * themselves.
     *
     * @return the organisation; fails with BAD_REQUEST when one of that name exists, INVALID when the name is unusable
     */
    public Uni<OrgView> create(String name) {
        return named(name, TRIES, fresh -> Uni.createFrom().voidItem());
    }

    /**
     * Makes an organisation with its plan and its first member, and asks for its workspace. What a crash leaves is
     * finished or taken back by whoever finds the job.
     *
     * @return the organisation once it stands, or as it is when that takes long; fails with BAD_REQUEST when one of that
     *     name exists or its workspace cannot be had, INVALID for a field that is wrong
     */
    Uni<OrgView> create(Caller caller, OrgRequest request, OrgFounder founder) {
        Plan plan = Plan.of(request);
        UUID[] operation = new UUID[1];
        return named(request.name(), TRIES, fresh -> sql.update(
                                "update org set state = 'creating', website = $2::varchar, viz_url = $3::varchar where id = $1",
                                fresh.id().value(),
                                url(request.website()),
                                url(request.vizUrl()))
                        .chain(() -> founder.found(fresh.id(), caller))
                        .chain(() -> addPlan(fresh.id(), plan))
                        .chain(() -> begin("create", OrgCreation.KIND, fresh, caller.account(), caller.email()))
                        .invoke(id -> operation[0] = id)
                        .chain(() -> audit.record(
                                fresh.id(), AuditAction.CREATE, "org", fresh.slug(), Map.of("name", fresh.name()))))
                .call(() -> outcome(operation[0], config.creationWait().toMillis())
                        .invoke(end -> {
                            if (end.failed()) {
                                throw Failure.badRequest(end.reason());
                            }
                        }))
                .chain(made -> get(made.id()));
    }

    /**
     * Makes an organisation with a plan for an operator, and asks for its workspace. It stands once the workspace does;
     * without one it is taken back.
     *
     * @param operator who asks
     * @param founding gives it its first member; joins the unit of work
     * @return the organisation; fails with BAD_REQUEST when one of that name exists, INVALID when the name is unusable
     */
    public Uni<OrgView> create(String name, String operator, Function<OrgView, Uni<?>> founding) {
        Plan plan = Plan.of(new OrgRequest(name, null, null, null, null, null, null, null, null));
        return named(name, TRIES, fresh -> sql.update(
                        "update org set state = 'creating' where id = $1",
                        fresh.id().value())
                .chain(() -> founding.apply(fresh))
                .chain(() -> addPlan(fresh.id(), plan))
                .chain(() -> begin("create", OrgCreation.KIND, fresh, 0, operator))
                .chain(() -> audit.recordFor(
                        0, operator, fresh.id(), AuditAction.CREATE, "org", fresh.slug(), Map.of("name", name))));
    }

    /**
     * Has an organisation removed. Its members lose access at once; the rest follows in the background.
     *
     * @param confirmation the organisation's name, to be sure that it is the one that is meant
     * @param account who asks, or 0
     * @param actor their address, or the operator's name
     * @return the operation to ask how far it is; fails with NOT_FOUND, or BAD_REQUEST when the name is another
     */
    public Uni<OrgOperation> delete(String slug, String confirmation, long account, String actor) {
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> orgs.bySlug(slug)
                .map(found -> {
                    if (found == null) {
                        throw Failure.notFound("organisation not found");
                    }
                    if (!found.name.equals(confirmation)) {
                        throw Failure.badRequest("confirm with the name of the organisation");
                    }
                    return OrgView.of(found);
                })
                .call(org -> sql.update(
                                "update org set state = 'deleting', updated_at = now() where id = $1 and state = 'active'",
                                org.id().value())
                        .invoke(changed -> {
                            if (changed == 0) {
                                throw Failure.conflict("the organisation is being made or removed at the moment");
                            }
                        }))
                .call(org -> changes.ofOrg(org.id()))
                .call(org -> audit.recordFor(
                        account, actor, org.id(), AuditAction.DELETE, "org", org.slug(), Map.of("asked", true)))
                .chain(org -> begin("delete", OrgDeletion.KIND, org, account, actor))
                .chain(operations::get));
    }

    /** How far the making or removing of an organisation is; fails with NOT_FOUND. */
    public Uni<OrgOperation> operation(UUID id) {
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> operations.get(id));
    }

    /** The operation when it has ended, or as it is after that time. */
    public Uni<OrgOperation> outcome(UUID operation, long millis) {
        return operation(operation)
                .chain(found -> !found.running() || millis <= 0
                        ? Uni.createFrom().item(found)
                        : pause().chain(() -> outcome(operation, millis - LOOK_AGAIN_MILLIS)));
    }

    /** The organisation of that slug. */
    public Uni<Optional<OrgView>> find(String slug) {
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> orgs.bySlug(slug))
                .map(org -> Optional.ofNullable(org).map(OrgView::of));
    }

    /** The organisation itself; fails with NOT_FOUND when it has been deleted meanwhile. */
    public Uni<OrgView> get(OrgId id) {
        return door.enter(id, () -> orgs.findById(id.value()))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("organisation not found"))
                .map(OrgView::of);
    }

    /** Remembers the workspace that was made for the organisation in Airbyte. */
    public Uni<Void> attachWorkspace(OrgId id, UUID workspace) {
        return door.enter(id, () -> orgs.update("airbyteWorkspaceId = ?1 where id = ?2", workspace, id.value())
                        .call(() -> changes.ofOrg(id)))
                .replaceWithVoid();
    }

    /**
     * Remembers which workspaces of the organisation's name there are before one is asked for.
     *
     * @param existing of that name in Airbyte now
     * @return those that were there when this was first asked: any other is the organisation's own
     */
    public Uni<List<UUID>> foreignWorkspaces(OrgId id, List<UUID> existing) {
        return door.enter(
                        id,
                        () -> sql.first(
                                "update org set foreign_workspaces = coalesce(foreign_workspaces, $2) where id = $1"
                                        + " returning foreign_workspaces",
                                id.value(),
                                existing.toArray(UUID[]::new)))
                .map(row -> List.of((UUID[]) row[0]));
    }

    /** Of two at once that want one slug the second is told by the table, and looks again. */
    private Uni<OrgView> named(String name, int tries, Function<OrgView, Uni<?>> rest) {
        if (name == null || name.isBlank() || name.strip().length() > LONGEST_NAME) {
            return Uni.createFrom().failure(Failure.invalid("name", "must have 1 to " + LONGEST_NAME + " characters"));
        }
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> insert(name.strip())
                        .call(fresh -> rest.apply(fresh).replaceWithVoid()))
                .onFailure(OrgService::isSlugTaken)
                .recoverWithUni(taken -> tries > 1
                        ? named(name, tries - 1, rest)
                        : Uni.createFrom().failure(taken))
                .onFailure(ConstraintViolationException.class)
                .transform(taken -> Failure.badRequest("an organisation with this name already exists"));
    }

    private Uni<OrgView> insert(String name) {
        String wanted = Slug.of(name);
        return sql.select(SLUGS, Slug.stem(wanted) + "%")
                .map(rows -> Slug.free(
                        wanted, rows.stream().map(row -> (String) row[0]).toList()))
                .map(slug -> {
                    Org org = new Org();
                    org.name = name;
                    org.slug = slug;
                    return org;
                })
                .chain(orgs::persistAndFlush)
                .map(OrgView::of);
    }

    private Uni<UUID> begin(String kind, String job, OrgView org, long account, String actor) {
        return operations.begin(kind, org, account, actor).call(id -> jobs.add(job, null, OrgOperations.payload(id)));
    }

    private Uni<Void> addPlan(OrgId org, Plan plan) {
        return sql.update(
                        "insert into org_plan (org, base_plan, superset_included, subscription_duration, features,"
                                + " start_date, end_date, can_upgrade_plan)"
                                + " values ($1, $2, $3, $4::varchar, $5::jsonb, $6::timestamptz, $7::timestamptz, $8)",
                        org.value(),
                        plan.base(),
                        plan.supersetIncluded(),
                        plan.duration(),
                        plan.features(),
                        plan.start(),
                        plan.end(),
                        plan.canUpgrade())
                .replaceWithVoid();
    }

    private Uni<Void> pause() {
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(LOOK_AGAIN_MILLIS, ignored -> emitter.complete(null)));
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
            throw Failure.invalid("website", "is no address of a page");
        }
    }
}
