/**
 * The canvas: which tables there are, which of them a person works with, by which operations models are made of them, and
 * who may draw now. It writes the files of the project, and finds the models
 * and sources in those that a git repository brought; it runs nothing. Called by its own resources.
 */
package org.dalgo.data.transform.canvas;
