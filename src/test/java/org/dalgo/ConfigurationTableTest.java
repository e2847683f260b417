package org.dalgo;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The configuration page lists every setting of Dalgo, with the default and the Javadoc of the code. */
class ConfigurationTableTest {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final String BEGIN = "<!-- configuration -->\n";
    private static final String END = "<!-- /configuration -->";

    @Test
    void thePageListsEverySetting() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        String expected = tables();
        if (Boolean.getBoolean("dalgo.docs.update")) {
            Files.writeString(PAGE, page.substring(0, from) + expected + page.substring(to));
            return;
        }

        assertThat(page.substring(from, to))
                .as("run ./mvnw test -Dtest=ConfigurationTableTest -Ddalgo.docs.update=true")
                .isEqualTo(expected);
    }

    private static String tables() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.dalgo")) {
            if (type.isAnnotatedWith(ConfigMapping.class)) {
                Class<?> mapping = type.reflect();
                collect(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), rows);
            }
        }
        StringBuilder tables = new StringBuilder();
        String group = "";
        for (Map.Entry<String, String> row : rows.entrySet()) {
            if (!group.equals(groupOf(row.getKey()))) {
                group = groupOf(row.getKey());
                tables.append("\n## `").append(group).append("`\n\n| Setting | Default | Meaning |\n|---|---|---|\n");
            }
            tables.append(row.getValue());
        }
        return tables.append('\n').toString();
    }

    /** The first two parts of a name: {@code dalgo.auth}. */
    private static String groupOf(String name) {
        int second = name.indexOf('.', name.indexOf('.') + 1);
        return second < 0 ? name : name.substring(0, second);
    }

    private static void collect(Class<?> mapping, String prefix, Map<String, String> rows) throws IOException {
        for (Method method : mapping.getDeclaredMethods()) {
            if (!java.lang.reflect.Modifier.isAbstract(method.getModifiers())) {
                continue;
            }
            boolean inline = method.isAnnotationPresent(WithParentName.class);
            String name = inline ? prefix : prefix + "." + name(method);
            Class<?> type = method.getReturnType();
            if (type.isInterface() && type.getName().startsWith("org.dalgo.")) {
                collect(type, name, rows);
            } else {
                rows.put(name, "| `%s` | %s | %s |%n".formatted(name, defaultOf(method), meaning(mapping, method)));
            }
        }
    }

    private static String name(Method method) {
        WithName given = method.getAnnotation(WithName.class);
        String camel = method.getName();
        return given != null
                ? given.value()
                : camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    private static String defaultOf(Method method) {
        WithDefault given = method.getAnnotation(WithDefault.class);
        return given == null ? "" : "`" + given.value() + "`";
    }

    private static String meaning(Class<?> mapping, Method method) throws IOException {
        Class<?> outer = mapping;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        String source =
                Files.readString(Path.of("src/main/java", outer.getName().replace('.', '/') + ".java"));
        Matcher found = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*(?://[^\\n]*\\s*)?)*[\\w<>., ]+ "
                                + method.getName() + "\\(\\);",
                        Pattern.DOTALL)
                .matcher(source);
        assertThat(found.find())
                .as("Javadoc of %s.%s", mapping.getName(), method.getName())
                .isTrue();
        return found.group(1)
                .replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\{@(?:code|link|value) ([^}]*)}", "`$1`")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
