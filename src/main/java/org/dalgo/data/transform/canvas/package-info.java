/**
 * The canvas: tables of the warehouse, nodes, operations and the models that they make. It writes the files of the
 * project and runs nothing. Called by its own resources.
 */
package org.dalgo.data.transform.canvas;
