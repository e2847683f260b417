package org.dalgo.platform.job;

/**
 * A kind of work with places of its own: work of one lane never waits for work of another. A lane is chosen by what the
 * work waits for and by how long it takes.
 */
public enum JobLane {
    /** Mails and what leads to them: seconds, and a person waits for each. */
    MAIL,
    /** Messages to chat servers, which organisations choose and which may be slow. */
    CHAT,
    /** Organisations that are made or removed: seconds up to minutes. */
    PROVISIONING,
    /** Calls of Airbyte, Prefect or a warehouse that take seconds. */
    UPSTREAM,
    /** Work on git repositories: seconds up to minutes. */
    GIT,
    /** Checks and discoveries of connectors: seconds up to minutes, and a person waits for each. */
    COMMAND,
    /** A source that is read for a person who waits: minutes. */
    DISCOVERY,
    /** Work of a whole organisation that takes up to hours. */
    LONG,
    /** Work of the whole installation that takes up to hours. */
    MAINTENANCE
}
