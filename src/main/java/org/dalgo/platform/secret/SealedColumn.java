package org.dalgo.platform.secret;

import java.util.function.Function;

/**
 * Where sealed credentials stand. The room that owns the table registers it with a bean, so that the rotation of keys
 * finds it.
 *
 * @param table name of the table
 * @param id its primary key: one column
 * @param column holds the sealed bytes, or null where there is nothing to keep
 * @param subject column that names the owner of a row's credential belongs
 * @param owner makes of that column's value the text that was given to {@link SecretCipher#seal}
 */
public record SealedColumn(String table, String id, String column, String subject, Function<Object, String> owner) {

    /** How it is called in messages. */
    String name() {
        return table + "." + column;
    }
}
