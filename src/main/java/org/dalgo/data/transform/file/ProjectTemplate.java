package org.dalgo.data.transform.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a new project consists of. */
public final class ProjectTemplate {

    /** Lets a model land in the schema that it names. */
    static final String SCHEMA_MACRO = "macros/generate_schema_name.sql";

    // A class path cannot be listed in every packaging.
    private static final List<String> PATHS =
            List.of(".gitignore", "dbt_project.yml", "packages.yml", SCHEMA_MACRO, "macros/unpivot.sql");

    private static final String ROOT = "/transform/";

    private ProjectTemplate() {}

    /** The files by path. */
    public static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        PATHS.forEach(path -> files.put(path, read(path)));
        return files;
    }

    private static String read(String path) {
        try (InputStream resource = ProjectTemplate.class.getResourceAsStream(ROOT + path)) {
            if (resource == null) {
                throw new IllegalStateException("resource " + ROOT + path + " is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
