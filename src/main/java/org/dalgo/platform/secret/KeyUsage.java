package org.dalgo.platform.secret;

/**
 * How much of a column one key has sealed.
 *
 * @param column table and column
 * @param key id of the key
 * @param known whether the configuration holds that key; without it these credentials cannot be read
 * @param current whether it is the key that seals now
 * @param count number of credentials
 */
public record KeyUsage(String column, String key, boolean known, boolean current, long count) {}
