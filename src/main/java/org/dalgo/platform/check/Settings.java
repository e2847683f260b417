package org.dalgo.platform.check;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Settings by name, whichever room they belong to. Values may be secrets: callers compare them and never show them.
 *
 * @param value looks a setting up
 * @param names of all settings that are there
 */
record Settings(Function<String, Optional<String>> value, Set<String> names) {

    private static final Pattern COMMA = Pattern.compile(" *, *");

    boolean isTrue(String name) {
        return value.apply(name).filter("true"::equalsIgnoreCase).isPresent();
    }

    /**
     * Whether a setting that begins and ends like that is true, whatever stands between: the name of a client, say. A name
     * may be that of an environment variable.
     */
    boolean isAnyTrue(String prefix, String suffix) {
        return names.stream()
                .filter(name -> variable(name).startsWith(variable(prefix))
                        && variable(name).endsWith(variable(suffix)))
                .anyMatch(this::isTrue);
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    boolean isFalse(String name) {
        return value.apply(name).filter("false"::equalsIgnoreCase).isPresent();
    }

    boolean isAbsent(String name) {
        return value.apply(name).filter(text -> !text.isBlank()).isEmpty();
    }

    boolean isShorterThan(int length, String name) {
        return value.apply(name).filter(text -> text.strip().length() < length).isPresent();
    }

    List<String> list(String name) {
        return value.apply(name).stream()
                .flatMap(text -> Stream.of(COMMA.split(text.strip())))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }
}
