/**
 * The dbt project of an organisation: which repository, which schema, which secrets. It runs no dbt and touches no
 * checkout: both happen on workers. Called by its own resources; {@code flow} asks it, through
 * {@code TransformSettings}, what a dbt task needs.
 */
package org.dalgo.data.transform;
