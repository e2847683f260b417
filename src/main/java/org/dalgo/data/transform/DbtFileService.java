package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dalgo.data.transform.Merge.KeptFile;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;

/**
 * The files of the projects: as people left them, and as workers run them. Of a project with a repository of its own
 * these are the text files that it held when it was read last. Every call joins the unit of work in hand.
 */
@ApplicationScoped
public class DbtFileService {

    /** Most bytes of all files of a project: they travel to the workers in one Secret block. */
    static final int MOST_BYTES = 5 * 1024 * 1024;

    private static final int LONGEST_PATH = 255;

    // Nothing that leaves the project's folder, hides in it or belongs to the worker.
    private static final Pattern PATH = Pattern.compile("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*");

    private static final String WRITE =
            """
            insert into dbt_file (org, path, content) values ($1, $2, $3)
            on conflict (org, path) do update set content = excluded.content
            """;

    // A source names its schema too, without any configuration.
    private static final String NAMES_SCHEMAS =
            """
            select 1 from dbt_file where org = $1 and content is not null
            and (path = $2
                 or path like 'macros/%' and content like '%generate_schema_name%'
                 or path like 'models/%.sql' and content ~ 'schema\\s*='
                 or path ~ '\\.ya?ml$' and content ~ 'config\\s*:' and content ~ 'schema\\s*:'
                 or path = 'dbt_project.yml' and content ~ 'schema\\s*:')
            limit 1
            """;

    private static final String STORE =
            """
            insert into dbt_file (org, path, content, published)
            select $1, f.path, f.content, f.published
            from jsonb_to_recordset($2::jsonb) as f (path text, content text, published text)
            on conflict (org, path) do update set content = excluded.content, published = excluded.published
            """;

    private static final String CHANGES =
            """
            select path, published is null, content is null from dbt_file
            where org = $1 and content is distinct from published order by path
            """;

    private final Sql sql;

    @Inject
    DbtFileService(Sql sql) {
        this.sql = sql;
    }

    /** All files as people left them, by path; empty when none are kept here. */
    public Uni<Map<String, String>> current(OrgId org) {
        return sql.select(
                        "select path, content from dbt_file where org = $1 and content is not null order by path",
                        org.value())
                .map(DbtFileService::contents);
    }

    /** Content of a file as people left it, or null when there is none. */
    public Uni<String> read(OrgId org, String path) {
        return sql.first("select content from dbt_file where org = $1 and path = $2", org.value(), path)
                .map(row -> row == null ? null : (String) row[0]);
    }

    /** Paths of all files as people left them, in order. */
    public Uni<List<String>> paths(OrgId org) {
        return sql.select("select path from dbt_file where org = $1 and content is not null order by path", org.value())
                .map(rows -> rows.stream().map(row -> (String) row[0]).toList());
    }

    /**
     * Writes a file, new or again; workers see it once it is published.
     *
     * @return fails with INVALID for a path that does not stay in the project, CONFLICT when the project is full
     */
    public Uni<Void> write(OrgId org, String path, String content) {
        requirePath(path);
        return sql.update(WRITE, org.value(), path, content).chain(() -> requireRoom(org));
    }

    /**
     * Sees to it that a model lands in the schema that it names. dbt itself puts the project's default schema before the
     * name, unless a macro of the project says otherwise. A project without that macro gets ours, unless models of it name
     * a schema already: those stay where they are.
     */
    public Uni<Void> takeSchemasLiterally(OrgId org) {
        return sql.first(NAMES_SCHEMAS, org.value(), ProjectTemplate.SCHEMA_MACRO)
                .chain(found -> found == null
                        ? write(
                                org,
                                ProjectTemplate.SCHEMA_MACRO,
                                ProjectTemplate.files().get(ProjectTemplate.SCHEMA_MACRO))
                        : Uni.createFrom().voidItem());
    }

    /** Takes a file away; workers see it until that is published. */
    public Uni<Void> delete(OrgId org, String path) {
        return sql.update(
                        "update dbt_file set content = null where org = $1 and path = $2 and published is not null",
                        org.value(),
                        path)
                .chain(() -> sql.update(
                        "delete from dbt_file where org = $1 and path = $2 and published is null", org.value(), path))
                .replaceWithVoid();
    }

    /** Every file with both of its states, those that were deleted and not published among them. */
    Uni<List<KeptFile>> kept(OrgId org) {
        return sql.select("select path, published, content from dbt_file where org = $1 order by path", org.value())
                .map(rows -> rows.stream()
                        .map(row -> new KeptFile((String) row[0], (String) row[1], (String) row[2]))
                        .toList());
    }

    /**
     * Takes over what the repository holds now. What somebody changed since the files were looked at stays as they left
     * it.
     *
     * @param seen the files when they were looked at
     * @param result what the repository holds, null for what it does not
     * @return fails with CONFLICT when the project is full
     */
    Uni<Void> settle(OrgId org, List<KeptFile> seen, Map<String, String> result) {
        Map<String, KeptFile> before = byPath(seen);
        return kept(org)
                .chain(now -> store(org, settled(before, byPath(now), result)))
                .chain(() -> requireRoom(org));
    }

    /** Puts these files into the place of all others; workers run them. */
    Uni<Void> replace(OrgId org, Map<String, String> files) {
        return sql.update("delete from dbt_file where org = $1", org.value())
                .chain(() -> store(
                        org,
                        files.entrySet().stream()
                                .map(file -> new KeptFile(file.getKey(), file.getValue(), file.getValue()))
                                .toList()))
                .chain(() -> requireRoom(org));
    }

    private Uni<Void> store(OrgId org, List<KeptFile> files) {
        List<KeptFile> there = files.stream()
                .filter(file -> file.published() != null || file.content() != null)
                .toList();
        JsonArray document = new JsonArray();
        there.forEach(file -> document.add(new JsonObject()
                .put("path", file.path())
                .put("content", file.content())
                .put("published", file.published())));
        String[] gone = files.stream()
                .filter(file -> !there.contains(file))
                .map(KeptFile::path)
                .toArray(String[]::new);
        return sql.update(STORE, org.value(), document)
                .chain(() -> sql.update("delete from dbt_file where org = $1 and path = any($2)", org.value(), gone))
                .replaceWithVoid();
    }

    private static List<KeptFile> settled(
            Map<String, KeptFile> before, Map<String, KeptFile> now, Map<String, String> result) {
        List<KeptFile> settled = new ArrayList<>();
        result.forEach((path, held) -> {
            String seen = content(before.get(path));
            KeptFile file = now.get(path);
            if (Objects.equals(content(file), seen)) {
                settled.add(new KeptFile(path, held, held));
            } else if (Objects.equals(held, seen)) {
                // Their new change is one of what the repository holds.
                settled.add(new KeptFile(path, held, file.content()));
            }
        });
        return settled;
    }

    private static String content(KeptFile file) {
        return file == null ? null : file.content();
    }

    private static Map<String, KeptFile> byPath(List<KeptFile> files) {
        return files.stream().collect(Collectors.toMap(KeptFile::path, Function.identity()));
    }

    /** What has changed since it was last published. */
    Uni<GitStatusResponse> changes(OrgId org) {
        return sql.select(CHANGES, org.value()).map(DbtFileService::status);
    }

    /** Makes what workers run the same as what people left; answers how many files that changed. */
    Uni<Integer> publish(OrgId org) {
        return sql.update(
                        "update dbt_file set published = content where org = $1 and content is not null"
                                + " and published is distinct from content",
                        org.value())
                .chain(written -> sql.update("delete from dbt_file where org = $1 and content is null", org.value())
                        .map(gone -> written + gone));
    }

    /** The files as workers run them, by path. */
    Uni<Map<String, String>> published(OrgId org) {
        return sql.select(
                        "select path, published from dbt_file where org = $1 and published is not null order by path",
                        org.value())
                .map(DbtFileService::contents);
    }

    private static Map<String, String> contents(List<Object[]> rows) {
        Map<String, String> files = new LinkedHashMap<>();
        rows.forEach(row -> files.put((String) row[0], (String) row[1]));
        return files;
    }

    private Uni<Void> requireRoom(OrgId org) {
        return sql.first("select coalesce(sum(octet_length(content)), 0) from dbt_file where org = $1", org.value())
                .invoke(row -> {
                    if (((Number) row[0]).longValue() > MOST_BYTES) {
                        throw Failure.conflict("the files of this project would be larger than "
                                + MOST_BYTES / 1024 / 1024 + " MiB altogether");
                    }
                })
                .replaceWithVoid();
    }

    private static void requirePath(String path) {
        // The template's .gitignore is written with the project, not through here.
        if (path.length() > LONGEST_PATH || !PATH.matcher(path).matches()) {
            throw Failure.invalid("path", "is not a path within the project");
        }
    }

    private static GitStatusResponse status(List<Object[]> rows) {
        GitStatusResponse status = new GitStatusResponse(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Object[] row : rows) {
            List<String> kind =
                    (Boolean) row[1] ? status.added() : (Boolean) row[2] ? status.deleted() : status.modified();
            kind.add((String) row[0]);
        }
        return status;
    }
}
