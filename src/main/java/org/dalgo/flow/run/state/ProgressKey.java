package org.dalgo.flow.run.state;

import java.util.UUID;

/**
 * Key of the progress of the run, when a person follows it as a piece of work.
 *
 * @param hashkey the kind of work, as the web app names it
 * @param id of the one piece
 */
public record ProgressKey(String hashkey, UUID id) {}
