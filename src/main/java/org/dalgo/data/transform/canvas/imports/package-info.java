/**
 * Import of models and sources from the files of a git repository onto the canvas. It compiles no dbt and
 * follows no template. Called by {@code transform.project} through {@code RepositoryListener}.
 */
package org.dalgo.data.transform.canvas.imports;
