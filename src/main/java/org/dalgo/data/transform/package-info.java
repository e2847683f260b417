/**
 * The dbt project of an organisation: which repository, which files, which schema, which secrets. It runs no dbt and touches
 * no checkout: both happen on workers, which get the files as they were last published, from the repository or, of a
 * project that is kept here alone, from a Secret block. Called by its own resources and the canvas; {@code flow} asks it, through {@code TransformSettings},
 * what a dbt task needs.
 */
package org.dalgo.data.transform;
