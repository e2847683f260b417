/**
 * The address of a git repository and the listener for files that a repository brings. It opens no repository
 * and has no table. Called by {@code transform.project}; {@code transform.canvas.imports} implements the
 * listener.
 */
package org.dalgo.data.transform.repository;
