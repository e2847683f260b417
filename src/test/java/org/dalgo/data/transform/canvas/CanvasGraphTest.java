package org.dalgo.data.transform.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.dalgo.data.transform.canvas.sql.Dialect;
import org.junit.jupiter.api.Test;

/** What follows from what on a canvas, and which types columns have there. */
class CanvasGraphTest {

    private static final int LENGTH = 3_000;

    @Test
    void aChainMayBeLongerThanAStack() {
        CanvasGraph graph = chain();

        assertThat(graph.downstream(graph.get(0)))
                .isEqualTo(LongStream.rangeClosed(1, LENGTH).boxed().toList());
        assertThat(graph.typedColumns(graph.get(LENGTH)).types()).containsExactly("integer");
        assertThat(graph.modelFile(graph.get(LENGTH), "intermediate")).contains("FROM cte" + LENGTH);
    }

    private static CanvasGraph chain() {
        List<CanvasNode> nodes = new ArrayList<>();
        List<CanvasEdge> edges = new ArrayList<>();
        CanvasTable table = new CanvasTable(
                0, UUID.randomUUID(), "source", "raw", "t", "t", "raw", null, List.of("id"), List.of("integer"));
        nodes.add(new CanvasNode(
                0,
                UUID.randomUUID(),
                "source",
                "raw.t",
                JsonNodeFactory.instance.objectNode(),
                List.of("id"),
                true,
                table,
                null));
        for (int i = 1; i <= LENGTH; i++) {
            ObjectNode config = JsonNodeFactory.instance.objectNode();
            ObjectNode where =
                    config.putObject("config").put("where_type", "sql").put("sql_snippet", "id > 0");
            where.putArray("source_columns").add("id");
            nodes.add(new CanvasNode(
                    i, UUID.randomUUID(), "operation", "where", config, List.of("id"), true, null, null));
            edges.add(new CanvasEdge(i - 1, i, 1));
        }
        return new CanvasGraph(nodes, edges, Dialect.POSTGRES);
    }
}
