/**
 * Outbound adapter to git hosts: reads the newest commit of a branch and writes one commit on top of it. Each session
 * has an in-memory repository without history; there is no working copy on disk. It uses git's terms only (repository,
 * branch, commit, file) and knows no organisation and no dbt. {@code data.transform} calls it through
 * {@code GitAdapter}.
 */
package org.dalgo.upstream.git;
