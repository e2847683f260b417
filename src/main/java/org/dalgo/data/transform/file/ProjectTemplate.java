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

    private static final String GIT_IGNORE = ".gitignore";

    // A class path cannot be listed in every packaging.
    private static final List<String> PATHS =
            List.of(GIT_IGNORE, "dbt_project.yml", "packages.yml", SCHEMA_MACRO, "macros/unpivot.sql");

    private static final String ROOT = "/transform/";

    private ProjectTemplate() {}

    /** The files by path. */
    public static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        PATHS.forEach(path -> files.put(path, read(path)));
        return files;
    }

    /** Build tools leave files of git out of a jar: the resource bears the name without the dot. */
    private static String resource(String path) {
        return ROOT + (path.equals(GIT_IGNORE) ? "gitignore" : path);
    }

    private static String read(String path) {
        try (InputStream resource = ProjectTemplate.class.getResourceAsStream(resource(path))) {
            if (resource == null) {
                throw new IllegalStateException("resource " + ROOT + path + " is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
