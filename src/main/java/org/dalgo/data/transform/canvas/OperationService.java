package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dalgo.data.transform.canvas.CanvasTableRepository.TypedColumns;
import org.dalgo.data.transform.canvas.OperationRequest.Input;
import org.dalgo.data.transform.canvas.sql.Dialect;
import org.dalgo.data.transform.canvas.sql.Operation;
import org.dalgo.data.transform.canvas.sql.SelectStatement;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Operations and the models that are made of them. A change propagates to the columns of later operations and to the
 * files of models, or is refused as a whole.
 */
@ApplicationScoped
class OperationService {

    private static final int MAX_CONFIG_LENGTH = 100_000;

    /** A table beside the main input, with its node. */
    private record OtherInput(CanvasNode node, int seq) {}

    /** An operation as it is stored: its configuration and its columns. */
    private record Draft(ObjectNode config, List<String> columns) {}

    /** A model as it is stored: its file and its columns. */
    private record ModelContent(String sql, TypedColumns columns) {}

    private final TenantTransactions tenantTransactions;
    private final CanvasService nodes;
    private final CanvasRepository canvas;
    private final CanvasTableRepository canvasTables;
    private final DbtFileService files;
    private final AuditLog auditLog;

    @Inject
    OperationService(
            TenantTransactions tenantTransactions,
            CanvasService nodes,
            CanvasRepository canvas,
            CanvasTableRepository canvasTables,
            DbtFileService files,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.nodes = nodes;
        this.canvas = canvas;
        this.canvasTables = canvasTables;
        this.files = files;
        this.auditLog = auditLog;
    }

    /**
     * Puts an operation on the canvas.
     *
     * @return its node; fails with NOT_FOUND for an unknown input, INVALID for what cannot be done, LOCKED while another
     *     person draws
     */
    Uni<NodeResponse> add(Caller by, OperationRequest request) {
        OrgId org = by.org();
        return tenantTransactions.inOrg(org, () -> nodes.requireWritable(by)
                .chain(type -> otherInputs(by, request)
                        .chain(beside -> graph(org, type).chain(graph -> {
                            CanvasNode main = graph.find(request.inputNodeUuid())
                                    .orElseThrow(() -> Failure.notFound("input node not found"));
                            return Unis.onWorker(() -> draft(graph, request, main, beside))
                                    .chain(draft -> canvas.addOperationNode(
                                            org, request.opType(), draft.config(), draft.columns()))
                                    .chain(uuid -> canvas.node(org, uuid))
                                    .call(node -> canvas.connect(org, main.id(), node.id(), 1))
                                    .call(node -> connect(org, beside, node));
                        })))
                .call(node -> recordAudit(by, AuditAction.CREATE, node))
                .map(CanvasNode::response));
    }

    /**
     * Changes an operation and all that is made of it.
     *
     * @return its node; fails as {@link #add} does, and with INVALID when something after it cannot be done any more
     */
    Uni<NodeResponse> change(Caller by, UUID uuid, OperationRequest request) {
        OrgId org = by.org();
        return tenantTransactions.inOrg(org, () -> nodes.requireWritable(by)
                .chain(type -> graph(org, type)
                        .map(graph -> operation(graph, uuid))
                        .chain(before -> otherInputs(by, request).chain(beside -> graph(org, type)
                                .chain(graph -> change(by, type, graph, before, request, beside)))))
                .chain(() -> canvas.node(org, uuid))
                .call(node -> recordAudit(by, AuditAction.UPDATE, node))
                .map(CanvasNode::response));
    }

    /**
     * Makes a model of the operations up to this one: its file, and its table once dbt has run. Done again, it changes the
     * model, or gives it another name.
     *
     * @return the model's node; fails as {@link #add} does, and with INVALID when the name belongs to another model
     */
    Uni<NodeResponse> makeModel(Caller by, UUID uuid, ModelRequest request) {
        OrgId org = by.org();
        return tenantTransactions.inOrg(org, () -> nodes.requireWritable(by)
                .invoke(request::check)
                .chain(type -> graph(org, type))
                .chain(graph -> {
                    CanvasNode last = operation(graph, uuid);
                    Optional<CanvasTable> own = graph.modelOf(last).map(CanvasNode::table);
                    return canvasTables
                            .model(org, request.name())
                            .invoke(taken -> requireFree(taken, own, request))
                            .call(() -> requireNoFile(org, own, request))
                            .chain(() -> write(org, graph, last, own, request))
                            .call(node -> own.isPresent()
                                    ? graph(org, graph.dialect()).chain(fresh -> propagate(org, fresh, node))
                                    : Uni.createFrom().voidItem());
                })
                .chain(node -> canvas.node(org, node.uuid()))
                .call(node -> recordAudit(by, AuditAction.CREATE, node))
                .map(CanvasNode::response));
    }

    private Uni<Void> change(
            Caller by,
            WarehouseType type,
            CanvasGraph graph,
            CanvasNode before,
            OperationRequest request,
            List<OtherInput> beside) {
        OrgId org = by.org();
        CanvasNode main = graph.mainInput(before);
        List<Long> after = graph.downstream(before);
        beside.stream()
                .filter(one -> after.contains(one.node().id()))
                .findFirst()
                .ifPresent(one -> {
                    throw new Failure(Problem.INVALID, one.node().name() + " is itself made of this operation");
                });
        List<Long> gone =
                graph.otherInputs(before).stream().map(CanvasEdge::from).toList();
        return Unis.onWorker(() -> draft(graph, request, main, beside))
                .chain(draft ->
                        canvas.changeOperation(org, before.id(), request.opType(), draft.config(), draft.columns()))
                .chain(() -> canvas.disconnect(org, gone, before.id()))
                .chain(() -> connect(org, beside, before))
                .chain(() -> graph(org, type))
                .chain(fresh -> propagate(org, fresh, fresh.get(before.id())));
    }

    /** Passes a node's columns and name on to all that is made of it. */
    private Uni<Void> propagate(OrgId org, CanvasGraph graph, CanvasNode changed) {
        List<Long> after = graph.downstream(changed);
        Set<Long> touched = new HashSet<>(after);
        touched.add(changed.id());
        return Unis.sequentially(after, id -> {
            CanvasNode next = graph.get(id);
            if (next.isOperation()) {
                return propagateToOperation(org, graph, next, touched);
            }
            return graph.isBuiltFromOperations(next)
                    ? propagateToModel(org, graph, next)
                    : Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> propagateToOperation(OrgId org, CanvasGraph graph, CanvasNode before, Set<Long> touched) {
        return Unis.onWorker(() -> propagated(graph, before, touched))
                .invoke(graph::put)
                .chain(after -> canvas.changeOperation(org, after.id(), after.name(), after.config(), after.columns()));
    }

    private static CanvasNode propagated(CanvasGraph graph, CanvasNode before, Set<Long> touched) {
        try {
            boolean other = !touched.contains(graph.mainInput(before).id());
            CanvasNode requested = before.with(other ? before.config() : graph.refreshed(before), List.of());
            return requested.with(requested.config(), graph.select(requested).columns());
        } catch (Failure failure) {
            throw new Failure(
                    Problem.INVALID, before.name() + " after it cannot be done any more: " + failure.detail());
        }
    }

    private Uni<Void> propagateToModel(OrgId org, CanvasGraph graph, CanvasNode model) {
        CanvasNode last = graph.mainInput(model);
        CanvasTable table = model.table();
        return Unis.onWorker(() -> content(graph, last, table.schema()))
                .chain(content -> files.write(org, table.sqlPath(), content.sql())
                        .chain(() -> canvasTables.changeModel(
                                org,
                                table.id(),
                                table.schema(),
                                table.name(),
                                table.displayName(),
                                table.sqlPath(),
                                content.columns())))
                .chain(changed -> canvas.addTableNode(org, changed))
                .invoke(graph::put)
                .replaceWithVoid();
    }

    private Uni<CanvasNode> write(
            OrgId org, CanvasGraph graph, CanvasNode last, Optional<CanvasTable> own, ModelRequest request) {
        String path = request.path();
        String title = request.displayName() == null ? request.name() : request.displayName();
        return files.ensureSchemaMacro(org)
                .chain(() -> Unis.onWorker(() -> content(graph, last, request.destSchema())))
                .call(content -> files.write(org, path, content.sql()))
                .call(() -> own.isPresent() && !own.get().sqlPath().equals(path)
                        ? files.delete(org, own.get().sqlPath())
                        : Uni.createFrom().voidItem())
                .chain(content -> own.isPresent()
                        ? canvasTables.changeModel(
                                org,
                                own.get().id(),
                                request.destSchema(),
                                request.name(),
                                title,
                                path,
                                content.columns())
                        : canvasTables.addModel(
                                org, request.destSchema(), request.name(), title, path, content.columns()))
                .chain(table -> canvas.addTableNode(org, table))
                .call(node -> canvas.connect(org, last.id(), node.id(), 1));
    }

    private Uni<Void> requireNoFile(OrgId org, Optional<CanvasTable> own, ModelRequest request) {
        String path = request.path();
        return own.map(CanvasTable::sqlPath).filter(path::equals).isPresent()
                ? Uni.createFrom().voidItem()
                : files.read(org, path)
                        .invoke(content -> {
                            if (content != null) {
                                throw Failure.invalid("name", "there is a file of this name already");
                            }
                        })
                        .replaceWithVoid();
    }

    private Uni<List<OtherInput>> otherInputs(Caller by, OperationRequest request) {
        List<OtherInput> found = new ArrayList<>();
        return Unis.sequentially(request.otherInputs(), input -> canvasTables
                        .table(by.org(), input.inputModelUuid())
                        .onItem()
                        .ifNull()
                        .failWith(() -> Failure.notFound("Dbt model " + input.inputModelUuid() + " not found"))
                        .chain(table -> nodes.addTableNode(by, table))
                        .invoke(node -> found.add(new OtherInput(node, inputPosition(input, found.size())))))
                .replaceWith(found);
    }

    /** 1 is the main input's place. */
    private static int inputPosition(Input input, int before) {
        return input.seq() == 1 ? 2 + before : input.seq();
    }

    private Uni<Void> connect(OrgId org, List<OtherInput> beside, CanvasNode to) {
        return Unis.sequentially(beside, one -> canvas.connect(org, one.node().id(), to.id(), one.seq()));
    }

    private Uni<CanvasGraph> graph(OrgId org, WarehouseType type) {
        return graph(org, type == WarehouseType.POSTGRES ? Dialect.POSTGRES : Dialect.BIGQUERY);
    }

    private Uni<CanvasGraph> graph(OrgId org, Dialect dialect) {
        return canvas.nodes(org).chain(found -> canvas.edges(org).map(edges -> new CanvasGraph(found, edges, dialect)));
    }

    private Uni<Void> recordAudit(Caller by, AuditAction action, CanvasNode node) {
        return auditLog.record(
                by, action, CanvasService.AUDIT_TYPE, node.uuid().toString(), Map.of("name", node.name()));
    }

    private static ModelContent content(CanvasGraph graph, CanvasNode last, String schema) {
        return new ModelContent(graph.modelFile(last, schema), graph.typedColumns(last));
    }

    private static Draft draft(CanvasGraph graph, OperationRequest request, CanvasNode main, List<OtherInput> beside) {
        ObjectNode config = config(request, main);
        SelectStatement made = select(graph, request, config, main, beside);
        return new Draft(stored(request, config), made.columns());
    }

    private static SelectStatement select(
            CanvasGraph graph, OperationRequest request, ObjectNode config, CanvasNode main, List<OtherInput> beside) {
        if (beside.stream().anyMatch(one -> one.node().id() == main.id())) {
            throw Failure.invalid("other_inputs", "names the table that the operation works on");
        }
        List<Operation.OtherRelation> others = beside.stream()
                .map(one -> graph.other(one.node().table(), one.seq()))
                .toList();
        return graph.select(Operation.of(request.opType()), config, main, others);
    }

    /** What the form holds, with the columns of the main input that may be used. */
    private static ObjectNode config(OperationRequest request, CanvasNode main) {
        if (!request.config().isObject()) {
            throw Failure.invalid("config", "must be an object");
        }
        List<String> columns = request.sourceColumns().isEmpty() ? main.columns() : request.sourceColumns();
        columns.stream()
                .filter(column -> !main.columns().contains(column))
                .findFirst()
                .ifPresent(column -> {
                    throw Failure.invalid("source_columns", "there is no column " + column);
                });
        if (request.config().toString().length() > MAX_CONFIG_LENGTH) {
            throw Failure.invalid("config", "must not be longer than " + MAX_CONFIG_LENGTH + " characters");
        }
        ObjectNode config = request.config().deepCopy();
        ArrayNode list = config.putArray("source_columns");
        columns.forEach(list::add);
        return config;
    }

    private static ObjectNode stored(OperationRequest request, ObjectNode config) {
        ObjectNode stored = JsonNodeFactory.instance.objectNode().put("type", request.opType());
        stored.set("config", config);
        return stored;
    }

    private static CanvasNode operation(CanvasGraph graph, UUID uuid) {
        return graph.find(uuid)
                .filter(CanvasNode::isOperation)
                .orElseThrow(() -> Failure.notFound("operation node not found"));
    }

    private static void requireFree(CanvasTable taken, Optional<CanvasTable> own, ModelRequest request) {
        if (taken != null && own.filter(table -> table.id() == taken.id()).isEmpty()) {
            throw Failure.invalid("name", "there is another model of the name " + request.name());
        }
    }
}
