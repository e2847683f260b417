package org.dalgo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sources that read rows, with the statements that these rows come from. */
final class RowReaders {

    private static final Path ROOT = Path.of("src/main/java");

    private final Map<String, String> sources;
    private final Map<String, SqlInSource> parsed;

    /**
     * Sources as they are given.
     *
     * @param sources text by the name of the class
     */
    RowReaders(Map<String, String> sources) {
        this.sources = sources;
        this.parsed = sources.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, source -> new SqlInSource(source.getValue())));
    }

    /** The sources of the application. */
    static RowReaders ofApplication() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return new RowReaders(files.filter(file -> file.toString().endsWith(".java"))
                    .map(RowReaders::read)
                    .filter(source -> source.contains("tenancy"))
                    .collect(Collectors.toMap(RowReaders::name, source -> source, (one, other) -> one + other)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of their classes. */
    List<String> names() {
        return sources.keySet().stream()
                .filter(name -> sources.get(name).contains("org.dalgo.platform.tenancy.Row;")
                        || sources.get(name).contains("org.dalgo.platform.tenancy.Sql;"))
                .sorted()
                .toList();
    }

    /** Package of a class, below that of the application. */
    String packageOf(String reader) {
        return sources.get(reader)
                .lines()
                .filter(line -> line.startsWith("package org.dalgo."))
                .findFirst()
                .map(line -> line.substring("package org.dalgo.".length(), line.indexOf(';')))
                .orElseThrow();
    }

    List<SqlInSource.Read> reads(String reader) {
        return parsed.get(reader).reads();
    }

    /** Its own statements, or those of the classes that let it read their rows when it has none. */
    List<SqlInSource.Statement> statements(String reader) {
        List<SqlInSource.Statement> own = parsed.get(reader).statements(parsed);
        return !own.isEmpty()
                ? own
                : sources.keySet().stream()
                        .filter(other -> Stream.of("::of", ".of(")
                                .anyMatch(call -> sources.get(other).contains(reader + call)))
                        .flatMap(giver -> parsed.get(giver).statements(parsed).stream())
                        .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(String source) {
        return source.lines()
                .filter(line -> line.matches("(public |final |abstract |sealed )*(class|record|interface|enum) .*"))
                .findFirst()
                .map(line -> line.replaceFirst("^.*?(class|record|interface|enum) (\\w+).*$", "$2"))
                .orElse("package-info");
    }
}
