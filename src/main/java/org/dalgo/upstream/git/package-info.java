/**
 * Outbound adapter to git hosts: reads the branch that a repository is cloned at, and writes one commit on top of it. It
 * keeps no working copy and no clone: each conversation has a repository in memory of its own, without history. It knows
 * git's words only (repository, branch, commit, file), no organisation and no dbt. Called by {@code data.transform};
 * Called through {@code GitAdapter}.
 */
package org.dalgo.upstream.git;
