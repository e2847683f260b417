/**
 * The files of dbt projects, as edited and as last published: reading, writing, three-way merge, archive,
 * template. It calls no git host and no Prefect. Called by {@code transform.project}, the canvas and dbt runs.
 */
package org.dalgo.data.transform.file;
