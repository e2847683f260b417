package org.dalgo.data.transform.canvas.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the text of a dbt project says of its models and sources. Nothing is compiled: names that a template makes up are not
 * found, and what stands in templates is not followed.
 *
 * @param models by name
 * @param sources by {@link #key name and table}
 */
record ParsedProject(Map<String, Model> models, Map<String, Source> sources) {

    /**
     * A model.
     *
     * @param models names of the models it selects from
     * @param sources keys of the sources it selects from
     * @param columns that a properties file declares; perhaps not all of them
     */
    record Model(
            String name, String schema, String path, List<String> models, List<String> sources, List<String> columns) {

        Model with(List<String> declared) {
            return new Model(name, schema, path, models, sources, declared);
        }
    }

    /**
     * A table of a source.
     *
     * @param table as dbt calls it
     * @param identifier as the warehouse calls it
     */
    record Source(String source, String table, String schema, String identifier, String path) {}

    private static final String FOLDER = "models/";
    private static final String SQL = ".sql";
    private static final int MAX_NAME_LENGTH = 300;

    /** PostgreSQL's own limit. */
    private static final int MAX_COLUMNS = 1600;

    private static final Pattern SLASH = Pattern.compile("/");
    private static final Pattern COMMENT = Pattern.compile("(?s)\\{#.*?#\\}");
    private static final String QUOTED = "\\s*['\"]([^'\"{}]+)['\"]\\s*";
    private static final Pattern REF = Pattern.compile("\\bref\\s*\\(" + QUOTED + "(?:," + QUOTED + ")?");
    private static final Pattern SOURCE = Pattern.compile("\\bsource\\s*\\(" + QUOTED + "," + QUOTED + "\\)");
    private static final Pattern CONFIG = Pattern.compile("\\bconfig\\s*\\(([^)]*)\\)");
    private static final Pattern SCHEMA = Pattern.compile("\\bschema\\s*=" + QUOTED);

    /**
     * Reads a project.
     *
     * @param files of the project by path, in order
     * @param defaultSchema schema of models that name none
     */
    static ParsedProject of(Map<String, String> files, String defaultSchema) {
        YAMLMapper yaml = new YAMLMapper();
        Schemas schemas = Schemas.of(files, yaml, defaultSchema);
        Map<String, Model> models = new LinkedHashMap<>();
        Map<String, Source> sources = new LinkedHashMap<>();
        Map<String, List<String>> columns = new HashMap<>();
        files.forEach((path, content) -> {
            if (!path.startsWith(FOLDER)) {
                return;
            }
            if (path.endsWith(SQL)) {
                Model model = model(path, content, schemas);
                if (isUsable(model.name()) && isUsable(model.schema())) {
                    models.putIfAbsent(model.name(), model);
                }
            } else if (path.endsWith(".yml") || path.endsWith(".yaml")) {
                JsonNode document = parsed(yaml, content);
                declaredColumns(document, columns);
                sources(path, document)
                        .forEach(source -> sources.putIfAbsent(key(source.source(), source.table()), source));
            }
        });
        models.replaceAll((name, model) -> model.with(columns.getOrDefault(name, List.of())));
        return new ParsedProject(models, sources);
    }

    /** What a table of a source is found by. */
    static String key(String source, String table) {
        return source + "." + table;
    }

    private static Model model(String path, String content, Schemas schemas) {
        String text = COMMENT.matcher(content).replaceAll("");
        List<String> models = new ArrayList<>();
        for (Matcher ref = REF.matcher(text); ref.find(); ) {
            models.add(ref.group(2) == null ? ref.group(1) : ref.group(2));
        }
        List<String> sources = new ArrayList<>();
        for (Matcher source = SOURCE.matcher(text); source.find(); ) {
            sources.add(key(source.group(1), source.group(2)));
        }
        Matcher config = CONFIG.matcher(text);
        Matcher schema = SCHEMA.matcher(config.find() ? config.group(1) : "");
        String name = path.substring(path.lastIndexOf('/') + 1, path.length() - SQL.length());
        return new Model(
                name, schemas.of(path, schema.find() ? schema.group(1) : null), path, models, sources, List.of());
    }

    /** Columns by the name of their model. */
    private static void declaredColumns(JsonNode document, Map<String, List<String>> columns) {
        for (JsonNode model : document.path("models")) {
            Set<String> names = new LinkedHashSet<>();
            for (JsonNode column : model.path("columns")) {
                text(column, "name").filter(ParsedProject::isUsable).ifPresent(name -> {
                    if (names.size() < MAX_COLUMNS) {
                        names.add(name);
                    }
                });
            }
            text(model, "name").ifPresent(name -> columns.putIfAbsent(name, List.copyOf(names)));
        }
    }

    private static List<Source> sources(String path, JsonNode document) {
        List<Source> found = new ArrayList<>();
        for (JsonNode source : document.path("sources")) {
            String name = text(source, "name").orElse("");
            String schema = text(source, "schema").orElse(name);
            for (JsonNode table : source.path("tables")) {
                String tableName = text(table, "name").orElse("");
                Source one = new Source(
                        name, tableName, schema, text(table, "identifier").orElse(tableName), path);
                if (isUsable(name) && isUsable(tableName) && isUsable(one.identifier()) && isUsable(schema)) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    private static boolean isUsable(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME_LENGTH;
    }

    /** A text that no template makes. */
    private static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isValueNode() && !value.isNull() && !value.asText().contains("{")
                ? Optional.of(value.asText())
                : Optional.empty();
    }

    private static JsonNode parsed(YAMLMapper yaml, String content) {
        try {
            JsonNode document = yaml.readTree(content);
            return document == null ? MissingNode.getInstance() : document;
        } catch (JsonProcessingException e) {
            // dbt itself reports the error to its author.
            return MissingNode.getInstance();
        }
    }

    /** Which schema dbt writes a model to, by its project file. */
    private record Schemas(JsonNode models, String defaultSchema, boolean verbatim) {

        static Schemas of(Map<String, String> files, YAMLMapper yaml, String defaultSchema) {
            JsonNode project = parsed(yaml, files.getOrDefault("dbt_project.yml", ""));
            // dbt's own rule puts the default before the name, unless a macro of the project says otherwise.
            boolean verbatim = files.entrySet().stream()
                    .anyMatch(file -> file.getKey().startsWith("macros/")
                            && file.getValue().contains("generate_schema_name"));
            return new Schemas(project.path("models").path(project.path("name").asText()), defaultSchema, verbatim);
        }

        String of(String path, String own) {
            String custom = own;
            if (custom == null) {
                JsonNode node = models;
                custom = schema(node, null);
                for (String folder : SLASH.split(path.substring(FOLDER.length()))) {
                    node = node.path(folder);
                    custom = schema(node, custom);
                }
            }
            if (custom == null) {
                return defaultSchema;
            }
            return verbatim ? custom : defaultSchema + "_" + custom;
        }

        private static String schema(JsonNode node, String orElse) {
            return text(node, "+schema").or(() -> text(node, "schema")).orElse(orElse);
        }
    }
}
