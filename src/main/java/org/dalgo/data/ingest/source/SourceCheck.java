package org.dalgo.data.ingest.source;

import java.util.UUID;

/**
 * A configuration to be tried.
 *
 * @param source the source that it would change, or null for one that is not made yet
 * @param draft what would be stored
 */
public record SourceCheck(UUID source, SourceDraft draft) {}
