package org.dalgo.platform.audit;

import java.util.List;

/**
 * A page of entries, newest first.
 *
 * @param next give it as {@code before} to get the page that follows; null on the last one
 */
public record AuditPage(List<AuditEntry> entries, Long next) {}
