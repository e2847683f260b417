package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dalgo.data.transform.canvas.CanvasTableRepository.TypedColumns;
import org.dalgo.data.transform.canvas.sql.Dialect;
import org.dalgo.data.transform.canvas.sql.InputRelation;
import org.dalgo.data.transform.canvas.sql.ModelFile;
import org.dalgo.data.transform.canvas.sql.Operation;
import org.dalgo.data.transform.canvas.sql.SelectStatement;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;

/** The canvas of one organisation in memory: what goes into what, and the SQL of its operations. */
final class CanvasGraph {

    private static final String CONFIG = "config";
    private static final String COLUMNS = "source_columns";

    private final Map<Long, CanvasNode> nodes = new LinkedHashMap<>();
    private final List<CanvasEdge> edges;
    private final Dialect dialect;

    /** Types of the columns of operations, once they were requested. */
    private final Map<Long, Map<String, String>> types = new HashMap<>();

    CanvasGraph(List<CanvasNode> nodes, List<CanvasEdge> edges, Dialect dialect) {
        nodes.forEach(node -> this.nodes.put(node.id(), node));
        this.edges = edges;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    Optional<CanvasNode> find(UUID uuid) {
        return nodes.values().stream().filter(node -> node.uuid().equals(uuid)).findFirst();
    }

    CanvasNode get(long id) {
        return nodes.get(id);
    }

    /** Puts what has become of a node into its place. */
    void put(CanvasNode node) {
        types.remove(node.id());
        nodes.put(node.id(), node);
    }

    /** The node that an operation works on. */
    CanvasNode mainInput(CanvasNode operation) {
        return inputEdges(operation)
                .filter(edge -> edge.seq() == 1)
                .findFirst()
                .map(edge -> nodes.get(edge.from()))
                .orElseThrow(() -> new Failure(Problem.INVALID, "an operation of this chain has lost its input"));
    }

    /** Whether the model is made of operations, and not of a file that people wrote. */
    boolean isBuiltFromOperations(CanvasNode model) {
        return inputEdges(model).anyMatch(edge -> nodes.get(edge.from()).isOperation());
    }

    /** The tables beside it, in order. */
    List<CanvasEdge> otherInputs(CanvasNode operation) {
        return inputEdges(operation)
                .filter(edge -> edge.seq() != 1)
                .sorted(Comparator.comparingInt(CanvasEdge::seq))
                .toList();
    }

    /** The model that is made of an operation, if one is. */
    Optional<CanvasNode> modelOf(CanvasNode operation) {
        return dependents(operation).filter(node -> !node.isOperation()).findFirst();
    }

    /** What works on the node, or takes it in beside another. */
    Stream<CanvasNode> dependents(CanvasNode node) {
        return edges.stream().filter(edge -> edge.from() == node.id()).map(edge -> nodes.get(edge.to()));
    }

    /** Everything that is made of the node, directly or not, each after all that goes into it. */
    List<Long> downstream(CanvasNode node) {
        Deque<Long> order = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>(Set.of(node.id()));
        Deque<CanvasNode> path = new ArrayDeque<>(List.of(node));
        Deque<Iterator<CanvasNode>> open = new ArrayDeque<>();
        open.push(dependents(node).iterator());
        // Depth first, without recursion: a chain may be longer than a stack.
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                order.addFirst(path.pop().id());
                continue;
            }
            CanvasNode next = open.peek().next();
            if (seen.add(next.id())) {
                path.push(next);
                open.push(dependents(next).iterator());
            }
        }
        order.removeFirst();
        return List.copyOf(order);
    }

    /** An operation's configuration that uses all columns of what it works on. */
    ObjectNode refreshed(CanvasNode operation) {
        ObjectNode config = operation.config().deepCopy();
        ArrayNode columns = ((ObjectNode) config.path(CONFIG)).putArray(COLUMNS);
        mainInput(operation).columns().forEach(columns::add);
        return config;
    }

    /** The operation as SQL on what goes into it; fails with INVALID when it cannot be done. */
    SelectStatement select(CanvasNode operation) {
        CanvasNode main = mainInput(operation);
        return select(operation, main.isOperation() ? "previous" : reference(main.table()), types(main));
    }

    /** The operation that is not on the canvas yet, as SQL. */
    SelectStatement select(Operation kind, ObjectNode config, CanvasNode main, List<Operation.OtherRelation> others) {
        String from = main.isOperation() ? "previous" : reference(main.table());
        return kind.select(config, new InputRelation(from, columns(config), types(main)), others, dialect);
    }

    /** Columns of an operation with their types, as far as these are known. */
    TypedColumns typedColumns(CanvasNode operation) {
        Map<String, String> types = types(operation);
        return new TypedColumns(
                operation.columns(),
                operation.columns().stream()
                        .map(column -> types.getOrDefault(column, ""))
                        .toList());
    }

    Operation.OtherRelation other(CanvasTable table, int seq) {
        return new Operation.OtherRelation(
                new InputRelation(reference(table), table.columns(), table.columnTypes()), seq);
    }

    /** Content of the file of the model that ends with the operation. */
    String modelFile(CanvasNode last, String schema) {
        return ModelFile.of(schema, steps(last));
    }

    private List<SelectStatement> steps(CanvasNode last) {
        Deque<CanvasNode> chain = new ArrayDeque<>();
        CanvasNode first = last;
        for (; first.isOperation(); first = mainInput(first)) {
            chain.addFirst(first);
        }
        String from = reference(first.table());
        Map<String, String> types = first.table().columnTypes();
        List<SelectStatement> steps = new ArrayList<>();
        for (CanvasNode operation : chain) {
            SelectStatement step = select(operation, from, types);
            steps.add(step);
            types = step.types();
            from = ModelFile.cteName(steps.size());
        }
        return steps;
    }

    /** Types of a node's columns, as far as they are known. */
    private Map<String, String> types(CanvasNode node) {
        if (!node.isOperation()) {
            return node.table().columnTypes();
        }
        Deque<CanvasNode> unknown = new ArrayDeque<>();
        CanvasNode known = node;
        for (; known.isOperation() && !types.containsKey(known.id()); known = mainInput(known)) {
            unknown.push(known);
        }
        Map<String, String> found =
                known.isOperation() ? types.get(known.id()) : known.table().columnTypes();
        for (CanvasNode operation : unknown) {
            try {
                found = select(operation, "previous", found).types();
            } catch (Failure failure) {
                // A chain that is broken already is refused where its SQL is needed.
                found = Map.of();
            }
            types.put(operation.id(), found);
        }
        return found;
    }

    static List<String> columns(JsonNode config) {
        return StreamSupport.stream(config.path(COLUMNS).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private SelectStatement select(CanvasNode operation, String from, Map<String, String> types) {
        JsonNode config = operation.config().path(CONFIG);
        List<Operation.OtherRelation> others = otherInputs(operation).stream()
                .map(edge -> other(nodes.get(edge.from()).table(), edge.seq()))
                .toList();
        return Operation.of(operation.name())
                .select(config, new InputRelation(from, columns(config), types), others, dialect);
    }

    private Stream<CanvasEdge> inputEdges(CanvasNode node) {
        return edges.stream().filter(edge -> edge.to() == node.id());
    }

    private static String reference(CanvasTable table) {
        return table.isSource()
                ? ModelFile.source(table.sourceName(), table.displayName())
                : ModelFile.model(table.name());
    }
}
