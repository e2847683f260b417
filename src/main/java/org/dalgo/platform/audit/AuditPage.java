package org.dalgo.platform.audit;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of entries, newest first.
 *
 * @param next give it as {@code before} to get the page that follows; null on the last one
 */
public record AuditPage(List<AuditEntry> entries, @Schema(nullable = true) Long next) {}
