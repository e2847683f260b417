package org.dalgo.platform.check;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Settings by name, whichever room they belong to. Values may be secrets: callers compare them and never show them.
 *
 * @param value looks a setting up
 */
record Settings(Function<String, Optional<String>> value) {

    private static final Pattern COMMA = Pattern.compile(" *, *");

    boolean isTrue(String name) {
        return value.apply(name).filter("true"::equalsIgnoreCase).isPresent();
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
