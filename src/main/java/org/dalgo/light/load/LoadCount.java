package org.dalgo.light.load;

import java.util.Map;

/**
 * What a load did with the rows of one stream.
 *
 * @param written rows that came
 * @param committed of these, rows that are lasting; those that a newer row of their key replaced count, too
 * @param nulled values that did not fit the type of their column and are null, by field
 */
public record LoadCount(long written, long committed, Map<String, Long> nulled) {}
