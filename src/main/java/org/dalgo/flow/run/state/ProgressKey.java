package org.dalgo.flow.run.state;

import java.util.UUID;

/**
 * What the progress of a run is asked for by, when a person follows it as a piece of work.
 *
 * @param hashkey the kind of work, as the web app names it
 * @param id of the one piece
 */
public record ProgressKey(String hashkey, UUID id) {}
