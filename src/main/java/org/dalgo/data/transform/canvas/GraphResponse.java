package org.dalgo.data.transform.canvas;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Everything on the canvas. Where it stands there the client decides. */
public record GraphResponse(List<NodeResponse> nodes, List<Edge> edges) {

    /**
     * One arrow.
     *
     * @param source uuid of the node it begins at
     * @param target uuid of the node it ends at
     */
    public record Edge(String id, String source, String target) {}

    static GraphResponse of(List<CanvasNode> nodes, List<CanvasEdge> edges) {
        Map<Long, CanvasNode> byId = nodes.stream().collect(Collectors.toMap(CanvasNode::id, Function.identity()));
        return new GraphResponse(
                nodes.stream().map(CanvasNode::response).toList(),
                edges.stream()
                        .map(edge -> edge(byId.get(edge.from()), byId.get(edge.to())))
                        .toList());
    }

    private static Edge edge(CanvasNode from, CanvasNode to) {
        return new Edge(
                from.uuid() + "_" + to.uuid(), from.uuid().toString(), to.uuid().toString());
    }
}
