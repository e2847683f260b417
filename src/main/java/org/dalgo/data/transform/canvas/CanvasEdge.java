package org.dalgo.data.transform.canvas;

/**
 * A row of {@code canvas_edge}.
 *
 * @param from key of the node that goes in
 * @param to key of the node that it goes into
 * @param seq 1 for the main input of an operation
 */
record CanvasEdge(long from, long to, int seq) {}
