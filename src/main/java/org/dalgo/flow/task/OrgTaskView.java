package org.dalgo.flow.task;

import java.util.UUID;

/**
 * A task of one organisation: the sync of one connection, or one dbt or git command with its flags.
 *
 * @param id key of its row; null until it is stored
 * @param uuid what the web app calls it by
 * @param connectionId Airbyte's id of the connection, or null when it is no task of a connection
 * @param connectionName name of the connection as people know it, or null
 * @param custom made by a person, with flags of their own
 * @param commandLine the command with its flags, as in {@code dbt run --full-refresh}; null for a task of a connection
 */
public record OrgTaskView(
        Long id,
        UUID uuid,
        TaskKind kind,
        UUID connectionId,
        String connectionName,
        TaskParameters parameters,
        boolean custom,
        String commandLine) {

    /** What its step is called in Prefect; a second one in the same deployment needs a suffix. */
    public String label() {
        return kind.label(connectionId);
    }

    /** The same dbt task, done once with other parameters; fails with INVALID when it does not take them. */
    public OrgTaskView with(TaskParameters others) {
        String bare = commandLine.substring(
                0, commandLine.length() - parameters.toArguments().length());
        return new OrgTaskView(
                id,
                uuid,
                kind,
                connectionId,
                connectionName,
                others.validatedFor(kind),
                custom,
                bare + others.toArguments());
    }
}
