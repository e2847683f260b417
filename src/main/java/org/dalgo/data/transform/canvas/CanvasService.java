package org.dalgo.data.transform.canvas;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.data.transform.canvas.lock.CanvasLockService;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.data.transform.project.DbtProjectView;
import org.dalgo.data.transform.project.RepositorySyncService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What stands on the canvas and what may be put there. Reads come from our own tables alone. */
@ApplicationScoped
class CanvasService {

    static final String AUDIT_TYPE = "canvas_node";

    private static final String MODELS = "models/";

    private static final List<String> POSTGRES_TYPES = List.of(
            "boolean",
            "char",
            "character varying",
            "date",
            "double precision",
            "float",
            "integer",
            "jsonb",
            "numeric",
            "text",
            "time",
            "timestamp",
            "timestamp with time zone",
            "uuid",
            "varchar");

    private static final List<String> BIGQUERY_TYPES = List.of(
            "ARRAY",
            "BIGNUMERIC",
            "BOOL",
            "BYTES",
            "DATE",
            "DATETIME",
            "FLOAT64",
            "GEOGRAPHY",
            "INT64",
            "INTERVAL",
            "JSON",
            "NUMERIC",
            "RANGE",
            "STRING",
            "STRUCT",
            "TIME",
            "TIMESTAMP");

    private final TenantTransactions tenantTransactions;
    private final WarehouseService warehouses;
    private final DbtProjectService projects;
    private final DbtFileService files;
    private final RepositorySyncService repositories;
    private final CanvasRepository canvas;
    private final CanvasTableRepository canvasTables;
    private final CanvasLockService locks;
    private final SourceSyncService sources;
    private final AuditLog auditLog;

    @Inject
    CanvasService(
            TenantTransactions tenantTransactions,
            WarehouseService warehouses,
            DbtProjectService projects,
            DbtFileService files,
            RepositorySyncService repositories,
            CanvasRepository canvas,
            CanvasTableRepository canvasTables,
            CanvasLockService locks,
            SourceSyncService sources,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.warehouses = warehouses;
        this.projects = projects;
        this.files = files;
        this.repositories = repositories;
        this.canvas = canvas;
        this.canvasTables = canvasTables;
        this.locks = locks;
        this.sources = sources;
        this.auditLog = auditLog;
    }

    /** Types that a column can be cast to; fails with NOT_FOUND without a warehouse. */
    Uni<List<String>> dataTypes(OrgId org) {
        return requireWarehouse(org, Problem.NOT_FOUND)
                .map(type -> type == WarehouseType.POSTGRES ? POSTGRES_TYPES : BIGQUERY_TYPES);
    }

    /** Tables that there are, or those of one schema; fails with NOT_FOUND without a warehouse or a workspace. */
    Uni<List<ModelResponse>> tables(OrgId org, String schema) {
        Uni<List<CanvasTable>> tables = tenantTransactions.inOrg(
                org, () -> requireReady(org, Problem.NOT_FOUND).chain(() -> canvasTables.tables(org, schema)));
        return withColumns(org, tables, found -> found.stream()
                        .anyMatch(table -> table.columns().isEmpty()))
                .map(found -> found.stream().map(CanvasTable::response).toList());
    }

    /** Everything on the canvas; fails with INVALID without a warehouse or a workspace. */
    Uni<GraphResponse> graph(OrgId org) {
        Uni<GraphResponse> graph = tenantTransactions.inOrg(org, () -> requireReady(org, Problem.INVALID)
                .chain(() -> canvas.nodes(org))
                .chain(nodes -> canvas.edges(org).map(edges -> GraphResponse.of(nodes, edges))));
        return withColumns(org, graph, found -> found.nodes().stream().anyMatch(CanvasService::lacksColumns));
    }

    /** Folders below {@code models}, {@code ""} for itself first; fails with BAD_REQUEST without a workspace. */
    Uni<List<String>> folders(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> projects.get(org)
                        .map(found -> found.orElseThrow(
                                () -> Failure.badRequest("Organization does not have a dbt workspace configured")))
                        .chain(() -> files.paths(org)))
                .map(CanvasService::folders);
    }

    /**
     * Has the git repository read in the background; nothing to do without one.
     *
     * @return what the last reading brought; fails with BAD_REQUEST without a warehouse or a workspace
     */
    Uni<ImportResponse> importRepository(OrgId org) {
        return tenantTransactions.inOrg(org, () -> requireReady(org, Problem.BAD_REQUEST)
                .chain(() -> canvas.lastImport(org))
                .call(() -> repositories.requestRead(org)));
    }

    /**
     * Puts a table on the canvas, where it may be already. A source is declared in the project by that.
     *
     * @return its node; fails with NOT_FOUND for an unknown table, LOCKED while another member holds the edit lock
     */
    Uni<NodeResponse> add(Caller by, UUID table) {
        OrgId org = by.org();
        Uni<NodeResponse> node = tenantTransactions
                .inOrg(org, () -> requireWritable(by)
                        .chain(() -> canvasTables.table(org, table))
                        .onItem()
                        .ifNull()
                        .failWith(() -> Failure.notFound("model not found"))
                        .chain(found -> addTableNode(by, found)))
                .map(CanvasNode::response);
        return withColumns(org, node, CanvasService::lacksColumns);
    }

    /** A node, with the tables that go into it if it is an operation; fails with NOT_FOUND. */
    Uni<NodeResponse> get(OrgId org, UUID uuid) {
        Uni<NodeResponse> node = tenantTransactions.inOrg(org, () -> node(org, uuid)
                .chain(found -> found.isOperation()
                        ? inputs(org, found).map(found.response()::with)
                        : Uni.createFrom().item(found.response())));
        return withColumns(
                org,
                node,
                found -> lacksColumns(found)
                        || found.inputNodes() != null
                                && found.inputNodes().stream().anyMatch(CanvasService::lacksColumns));
    }

    /** What was read; read once more with the warehouse's columns when tables in it have none yet. */
    private <T> Uni<T> withColumns(OrgId org, Uni<T> read, Predicate<T> lacksColumns) {
        return read.chain(found -> lacksColumns.test(found)
                ? sources.refreshColumns(org).chain(() -> read)
                : Uni.createFrom().item(found));
    }

    private static boolean lacksColumns(NodeResponse node) {
        return node.dbtmodel() != null && node.outputColumns().isEmpty();
    }

    /**
     * Takes a node off the canvas: with a model its file, with a source its declaration.
     *
     * @return fails with NOT_FOUND, with INVALID when something is made of it, with LOCKED while another member holds
     *     the edit lock
     */
    Uni<Void> delete(Caller by, UUID uuid) {
        OrgId org = by.org();
        return tenantTransactions.inOrg(org, () -> requireWritable(by)
                .chain(() -> node(org, uuid))
                .call(node -> canvas.edges(org).invoke(edges -> requireLeaf(node, edges)))
                .call(node -> remove(org, node))
                .chain(node -> auditLog.record(
                        by, AuditAction.DELETE, AUDIT_TYPE, node.uuid().toString(), Map.of("name", node.name()))));
    }

    /** The node of a table, put on the canvas if it is not there; joins the caller's unit of work. */
    Uni<CanvasNode> addTableNode(Caller by, CanvasTable table) {
        OrgId org = by.org();
        return canvas.nodeOf(org, table)
                .chain(existing -> existing != null
                        ? Uni.createFrom().item(existing)
                        : declare(org, table)
                                .chain(() -> canvas.addTableNode(org, table))
                                .call(node -> auditLog.record(
                                        by,
                                        AuditAction.CREATE,
                                        AUDIT_TYPE,
                                        node.uuid().toString(),
                                        Map.of("name", node.name()))));
    }

    /**
     * Fails unless the caller may change the canvas now. NOT_FOUND: there is no warehouse or workspace. CONFLICT: the
     * git repository is not imported yet. LOCKED: another member holds the edit lock. Joins the caller's unit of work.
     *
     * @return kind of the warehouse
     */
    Uni<WarehouseType> requireWritable(Caller by) {
        return requireWarehouse(by.org(), Problem.NOT_FOUND)
                .call(() -> requireWorkspace(by.org(), Problem.NOT_FOUND).invoke(project -> {
                    if (!project.filesKnown()) {
                        throw Failure.conflict(
                                "The git repository of this workspace has not been read yet. Try again in a moment.");
                    }
                }))
                .call(() -> canvas.lockCanvas(by.org()))
                .call(() -> locks.requireFree(by));
    }

    /** The node of that uuid; fails with NOT_FOUND. */
    private Uni<CanvasNode> node(OrgId org, UUID uuid) {
        return canvas.node(org, uuid).onItem().ifNull().failWith(() -> Failure.notFound("canvas node not found"));
    }

    private Uni<List<NodeResponse>> inputs(OrgId org, CanvasNode node) {
        return canvas.nodes(org).chain(nodes -> canvas.edges(org).map(edges -> {
            Map<Long, CanvasNode> byId = nodes.stream().collect(Collectors.toMap(CanvasNode::id, Function.identity()));
            return edges.stream()
                    .filter(edge -> edge.to() == node.id())
                    .filter(edge -> !byId.get(edge.from()).isOperation())
                    .sorted(Comparator.comparingInt(CanvasEdge::seq))
                    .map(edge -> byId.get(edge.from()).response().at(edge.seq()))
                    .toList();
        }));
    }

    private Uni<Void> declare(OrgId org, CanvasTable table) {
        return table.isSource() && table.sqlPath() == null
                ? sourcesPath(org)
                        .chain(path ->
                                canvasTables.setSourceFile(org, table, path).chain(() -> writeSources(org, path)))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> remove(OrgId org, CanvasNode node) {
        CanvasTable table = node.table();
        if (table == null) {
            return canvas.deleteNode(org, node);
        }
        if (table.isSource()) {
            return canvas.deleteNode(org, node)
                    .chain(() -> sourcesPath(org))
                    .chain(path -> path.equals(table.sqlPath())
                            ? canvasTables.setSourceFile(org, table, null).chain(() -> writeSources(org, path))
                            // Declared in a file that people wrote, where it stays.
                            : Uni.createFrom().voidItem());
        }
        return canvasTables.deleteTable(org, table).chain(() -> files.delete(org, table.sqlPath()));
    }

    private Uni<Void> writeSources(OrgId org, String path) {
        return canvasTables
                .listDeclaredSources(org, path)
                .chain(sources -> sources.isEmpty()
                        ? files.delete(org, path)
                        : files.write(org, path, SourcesYaml.render(sources)));
    }

    /** The file that the canvas declares its sources in. */
    private Uni<String> sourcesPath(OrgId org) {
        return files.read(org, SourcesYaml.PATH)
                .map(content -> content == null || SourcesYaml.isGenerated(content)
                        ? SourcesYaml.PATH
                        : SourcesYaml.FALLBACK_PATH);
    }

    private Uni<Void> requireReady(OrgId org, Problem problem) {
        return requireWarehouse(org, problem)
                .chain(() -> requireWorkspace(org, problem))
                .replaceWithVoid();
    }

    private Uni<WarehouseType> requireWarehouse(OrgId org, Problem problem) {
        return warehouses.find(org).map(found -> found.orElseThrow(
                        () -> new Failure(problem, "please setup your warehouse first"))
                .type());
    }

    private Uni<DbtProjectView> requireWorkspace(OrgId org, Problem problem) {
        return projects.get(org).map(found -> found.orElseThrow(() -> new Failure(problem, "dbt workspace not setup")));
    }

    private static void requireLeaf(CanvasNode node, List<CanvasEdge> edges) {
        if (edges.stream().anyMatch(edge -> edge.from() == node.id())) {
            throw new Failure(Problem.INVALID, "Cannot delete: something on the canvas is made of it");
        }
    }

    private static List<String> folders(List<String> paths) {
        SortedSet<String> folders = new TreeSet<>(Comparator.<String>comparingLong(folder -> folder.isEmpty()
                        ? -1
                        : folder.chars().filter(c -> c == '/').count())
                .thenComparing(Comparator.naturalOrder()));
        folders.add("");
        paths.stream()
                .filter(path -> path.startsWith(MODELS))
                .flatMap(path -> parents(path.substring(MODELS.length())))
                .forEach(folders::add);
        return new ArrayList<>(folders);
    }

    private static Stream<String> parents(String path) {
        int end = path.lastIndexOf('/');
        return end < 0
                ? Stream.empty()
                : Stream.concat(Stream.of(path.substring(0, end)), parents(path.substring(0, end)));
    }
}
