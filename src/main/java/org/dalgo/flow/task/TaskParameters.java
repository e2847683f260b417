package org.dalgo.flow.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.google.re2j.Pattern;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dalgo.platform.error.Failure;

/**
 * Flags and options of a task, without their dashes.
 *
 * @param flags for example {@code full-refresh}
 * @param options for example {@code select} with {@code tag:daily}
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskParameters(List<String> flags, Map<String, String> options) {

    /** Nothing beyond the bare command. */
    public static final TaskParameters NONE = new TaskParameters(List.of(), Map.of());

    private static final int LONGEST_VALUE = 500;

    // What dbt's selectors are made of. The worker splits the line into words by the rules of a shell, but starts no
    // shell. Quotes and backslashes are the only characters that could change the words. Neither is allowed, nor any
    // that a shell would act upon.
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.:/@+*,=][\\p{L}\\p{N}_.:/@+*,=-]*");

    public TaskParameters {
        flags = flags == null ? List.of() : List.copyOf(flags);
        options = options == null ? Map.of() : withoutBlanks(options);
    }

    /** The parameters if the task takes them; fails with INVALID, naming the first that it does not take. */
    public TaskParameters validatedFor(TaskKind kind) {
        for (String flag : flags) {
            if (!kind.flags().contains(flag)) {
                throw Failure.invalid("flags", kind.slug() + " does not take the flag " + quoted(flag));
            }
        }
        options.forEach((name, value) -> checkOption(kind, name, value));
        return this;
    }

    /** As they follow the command, for example {@code " --full-refresh --select tag:daily"}; empty for none. */
    public String toArguments() {
        StringBuilder words = new StringBuilder();
        flags.forEach(flag -> words.append(" --").append(flag));
        options.forEach(
                (name, value) -> words.append(" --").append(name).append(' ').append(value));
        return words.toString();
    }

    private static void checkOption(TaskKind kind, String name, String value) {
        if (!kind.options().contains(name)) {
            throw Failure.invalid("options", kind.slug() + " does not take the option " + quoted(name));
        }
        if (value.length() > LONGEST_VALUE) {
            throw Failure.invalid("options", name + " is longer than " + LONGEST_VALUE + " characters");
        }
        // A word that began with a dash would be another option.
        Stream.of(BLANKS.split(value))
                .filter(word -> !WORD.matcher(word).matches())
                .findFirst()
                .ifPresent(word -> {
                    throw Failure.invalid("options", name + " has an unusable part " + quoted(word));
                });
    }

    private static Map<String, String> withoutBlanks(Map<String, String> options) {
        Map<String, String> kept = new LinkedHashMap<>();
        options.forEach((name, value) -> {
            if (value != null && !value.isBlank()) {
                kept.put(name, value.strip());
            }
        });
        return Collections.unmodifiableMap(kept);
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + '"';
    }
}
