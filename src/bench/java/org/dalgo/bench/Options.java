package org.dalgo.bench;

import java.util.HashMap;
import java.util.Map;

/** Options of a benchmark, {@code name=value} each. */
final class Options {

    private final Map<String, String> values = new HashMap<>();

    Options(String... arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not name=value: " + argument);
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }
}
