/**
 * The dbt project of an organisation: which repository, or which files that are kept here, which schema, which secrets. It
 * runs no dbt and touches no checkout: both happen on workers, which get the files of a project that is kept here as they
 * were last published. Called by its own resources and the canvas; {@code flow} asks it, through {@code TransformSettings},
 * what a dbt task needs.
 */
package org.dalgo.data.transform;
