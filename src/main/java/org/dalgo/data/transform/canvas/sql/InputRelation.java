package org.dalgo.data.transform.canvas.sql;

import java.util.List;

/**
 * Something to select from.
 *
 * @param from as it stands after {@code FROM}
 * @param columns that may be selected
 */
public record InputRelation(String from, List<String> columns) {}
