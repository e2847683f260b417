package org.dalgo.data.transform.file;

import com.google.re2j.Pattern;
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
import java.util.stream.Collectors;
import org.dalgo.data.transform.file.ThreeWayMerge.DbtFile;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/**
 * The files of the projects: as people left them, and as workers run them. Of a project with a repository of its own
 * these are the text files that it held when it was read last. Every call joins the caller's unit of work.
 */
@ApplicationScoped
public class DbtFileService {

    /** Most bytes of all files of a project: they travel to the workers in one Secret block. */
    public static final int MAX_BYTES = 5 * 1024 * 1024;

    private static final int MAX_PATH_LENGTH = 255;

    // Nothing that leaves the project's folder, hides in it or belongs to the worker.
    private static final Pattern PATH = Pattern.compile("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*");

    private static final String WRITE =
            """
            insert into dbt_file (org_id, path, content) values ($1, $2, $3)
            on conflict (org_id, path) do update set content = excluded.content
            """;

    // A source names its schema too, without any configuration.
    private static final String NAMES_SCHEMAS =
            """
            select 1 from dbt_file where org_id = $1 and content is not null
            and (path = $2
                 or path like 'macros/%' and content like '%generate_schema_name%'
                 or path like 'models/%.sql' and content ~ 'schema\\s*='
                 or path ~ '\\.ya?ml$' and content ~ 'config\\s*:' and content ~ 'schema\\s*:'
                 or path = 'dbt_project.yml' and content ~ 'schema\\s*:')
            limit 1
            """;

    private static final String STORE =
            """
            insert into dbt_file (org_id, path, content, published)
            select $1, f.path, f.content, f.published
            from jsonb_to_recordset($2::text::jsonb) as f (path text, content text, published text)
            on conflict (org_id, path) do update set content = excluded.content, published = excluded.published
            """;

    private static final String CHANGES =
            """
            select path, published is null as added, content is null as deleted from dbt_file
            where org_id = $1 and content is distinct from published order by path
            """;

    private final Sql sql;

    @Inject
    DbtFileService(Sql sql) {
        this.sql = sql;
    }

    /** All files as people left them, by path; empty when none are kept here. */
    public Uni<Map<String, String>> current(OrgId org) {
        return sql.rows(
                        "select path, content from dbt_file where org_id = $1 and content is not null order by path",
                        org.value())
                .map(rows -> contents(rows, "content"));
    }

    /** Content of a file as people left it, or null when there is none. */
    public Uni<String> read(OrgId org, String path) {
        return sql.firstRow("select content from dbt_file where org_id = $1 and path = $2", org.value(), path)
                .map(row -> row == null ? null : row.text("content"));
    }

    /** Paths of all files as people left them, in order. */
    public Uni<List<String>> paths(OrgId org) {
        return sql.rows(
                        "select path from dbt_file where org_id = $1 and content is not null order by path",
                        org.value())
                .map(rows -> rows.stream().map(row -> row.text("path")).toList());
    }

    /**
     * Writes a file, new or again; workers see it once it is published.
     *
     * @return fails with INVALID for a path that does not stay in the project, CONFLICT when the project is full
     */
    public Uni<Void> write(OrgId org, String path, String content) {
        requirePath(path);
        return sql.update(WRITE, org.value(), path, content).chain(() -> requireSpace(org));
    }

    /**
     * Adds the macro by which a model lands in the schema that it names. By default dbt puts the project's default
     * schema before the name. A project without that macro gets ours, unless models of it name a schema already: those
     * stay where they are.
     */
    public Uni<Void> ensureSchemaMacro(OrgId org) {
        return sql.firstRow(NAMES_SCHEMAS, org.value(), ProjectTemplate.SCHEMA_MACRO)
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
                        "update dbt_file set content = null where org_id = $1 and path = $2 and published is not null",
                        org.value(),
                        path)
                .chain(() -> sql.update(
                        "delete from dbt_file where org_id = $1 and path = $2 and published is null",
                        org.value(),
                        path))
                .replaceWithVoid();
    }

    /** Every file with both of its states, those that were deleted and not published among them. */
    public Uni<List<DbtFile>> list(OrgId org) {
        return sql.rows("select path, published, content from dbt_file where org_id = $1 order by path", org.value())
                .map(rows -> rows.stream()
                        .map(row -> new DbtFile(row.text("path"), row.text("published"), row.text("content")))
                        .toList());
    }

    /**
     * Takes over what the repository holds now. A file that a person changed since the files were read
     * stays as it is.
     *
     * @param seen the files when they were looked at
     * @param result what the repository holds, null for what it does not
     * @return fails with CONFLICT when the project is full
     */
    public Uni<Void> applyMerge(OrgId org, List<DbtFile> seen, Map<String, String> result) {
        Map<String, DbtFile> before = byPath(seen);
        return list(org)
                .chain(now -> Unis.onWorker(() -> merged(before, byPath(now), result)))
                .chain(settled -> store(org, settled))
                .chain(() -> requireSpace(org));
    }

    /** Puts these files into the place of all others; workers run them. */
    public Uni<Void> replace(OrgId org, Map<String, String> files) {
        return sql.update("delete from dbt_file where org_id = $1", org.value())
                .chain(() -> store(
                        org,
                        files.entrySet().stream()
                                .map(file -> new DbtFile(file.getKey(), file.getValue(), file.getValue()))
                                .toList()))
                .chain(() -> requireSpace(org));
    }

    private Uni<Void> store(OrgId org, List<DbtFile> files) {
        List<DbtFile> there = files.stream()
                .filter(file -> file.published() != null || file.content() != null)
                .toList();
        String[] gone = files.stream()
                .filter(file -> !there.contains(file))
                .map(DbtFile::path)
                .toArray(String[]::new);
        return Unis.onWorker(() -> document(there))
                .chain(document -> sql.update(STORE, org.value(), document))
                .chain(() -> sql.update("delete from dbt_file where org_id = $1 and path = any($2)", org.value(), gone))
                .replaceWithVoid();
    }

    private static String document(List<DbtFile> files) {
        JsonArray document = new JsonArray();
        files.forEach(file -> document.add(new JsonObject()
                .put("path", file.path())
                .put("content", file.content())
                .put("published", file.published())));
        return document.encode();
    }

    private static List<DbtFile> merged(
            Map<String, DbtFile> before, Map<String, DbtFile> now, Map<String, String> result) {
        List<DbtFile> settled = new ArrayList<>();
        result.forEach((path, held) -> {
            String seen = content(before.get(path));
            DbtFile file = now.get(path);
            if (Objects.equals(content(file), seen)) {
                settled.add(new DbtFile(path, held, held));
            } else if (Objects.equals(held, seen)) {
                // Their new change is one of what the repository holds.
                settled.add(new DbtFile(path, held, file.content()));
            }
        });
        return settled;
    }

    private static String content(DbtFile file) {
        return file == null ? null : file.content();
    }

    private static Map<String, DbtFile> byPath(List<DbtFile> files) {
        return files.stream().collect(Collectors.toMap(DbtFile::path, Function.identity()));
    }

    /** What has changed since it was last published. */
    public Uni<GitStatusResponse> changes(OrgId org) {
        return sql.rows(CHANGES, org.value()).map(DbtFileService::status);
    }

    /** Makes what workers run the same as what people left; answers how many files that changed. */
    public Uni<Integer> publish(OrgId org) {
        return sql.update(
                        "update dbt_file set published = content where org_id = $1 and content is not null"
                                + " and published is distinct from content",
                        org.value())
                .chain(written -> sql.update("delete from dbt_file where org_id = $1 and content is null", org.value())
                        .map(gone -> written + gone));
    }

    /** The files as workers run them, by path. */
    public Uni<Map<String, String>> published(OrgId org) {
        return sql.rows(
                        "select path, published from dbt_file where org_id = $1"
                                + " and published is not null order by path",
                        org.value())
                .map(rows -> contents(rows, "published"));
    }

    private static Map<String, String> contents(List<Row> rows, String column) {
        Map<String, String> files = new LinkedHashMap<>();
        rows.forEach(row -> files.put(row.text("path"), row.text(column)));
        return files;
    }

    private Uni<Void> requireSpace(OrgId org) {
        return sql.firstRow(
                        "select coalesce(sum(octet_length(content)), 0) as bytes from dbt_file where org_id = $1",
                        org.value())
                .invoke(row -> {
                    if (row.longValue("bytes") > MAX_BYTES) {
                        throw Failure.conflict("the files of this project would be larger than "
                                + MAX_BYTES / 1024 / 1024 + " MiB altogether");
                    }
                })
                .replaceWithVoid();
    }

    private static void requirePath(String path) {
        // The template's .gitignore is written with the project, not through here.
        if (path.length() > MAX_PATH_LENGTH || !PATH.matcher(path).matches()) {
            throw Failure.invalid("path", "is not a path within the project");
        }
    }

    private static GitStatusResponse status(List<Row> rows) {
        GitStatusResponse status = new GitStatusResponse(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Row row : rows) {
            List<String> kind =
                    row.bool("added") ? status.added() : row.bool("deleted") ? status.deleted() : status.modified();
            kind.add(row.text("path"));
        }
        return status;
    }
}
