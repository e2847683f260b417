package org.dalgo.data.transform.file;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.data.transform.file.ThreeWayMerge.DbtFile;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over the files of projects. All join the current transaction. */
@ApplicationScoped
class DbtFileRepository {

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

    private static final String INSERT_PUBLISHED =
            "insert into dbt_file (org_id, path, content, published) select $1, *"
                    + " from unnest($2::text[], $3::text[], $3::text[])";

    private static final String CHANGES =
            """
            select path, published is null as added, content is null as deleted from dbt_file
            where org_id = $1 and content is distinct from published order by path
            """;

    private final Sql sql;

    @Inject
    DbtFileRepository(Sql sql) {
        this.sql = sql;
    }

    /** Every file with both of its states, by path. */
    Uni<List<DbtFile>> list(OrgId org) {
        return sql.rows("select path, published, content from dbt_file where org_id = $1 order by path", org.value())
                .map(rows -> rows.stream()
                        .map(row -> new DbtFile(row.text("path"), row.text("published"), row.text("content")))
                        .toList());
    }

    /** The files as people left them, by path. */
    Uni<Map<String, String>> current(OrgId org) {
        return sql.rows(
                        "select path, content from dbt_file where org_id = $1 and content is not null order by path",
                        org.value())
                .map(rows -> contents(rows, "content"));
    }

    /** The files as workers run them, by path. */
    Uni<Map<String, String>> published(OrgId org) {
        return sql.rows(
                        "select path, published from dbt_file where org_id = $1"
                                + " and published is not null order by path",
                        org.value())
                .map(rows -> contents(rows, "published"));
    }

    /** Paths of the files as people left them. */
    Uni<List<String>> paths(OrgId org) {
        return sql.rows(
                        "select path from dbt_file where org_id = $1 and content is not null order by path",
                        org.value())
                .map(rows -> rows.stream().map(row -> row.text("path")).toList());
    }

    /** Content of a file as people left it, or null when there is none. */
    Uni<String> content(OrgId org, String path) {
        return sql.firstRow("select content from dbt_file where org_id = $1 and path = $2", org.value(), path)
                .map(row -> row == null ? null : row.text("content"));
    }

    /** Bytes of all files as people left them. */
    Uni<Long> bytes(OrgId org) {
        return sql.firstRow(
                        "select coalesce(sum(octet_length(content)), 0) as bytes from dbt_file where org_id = $1",
                        org.value())
                .map(row -> row.longValue("bytes"));
    }

    /** Whether there is a file of that path, or a file by which models choose their schema. */
    Uni<Boolean> namesSchemas(OrgId org, String path) {
        return sql.firstRow(NAMES_SCHEMAS, org.value(), path).map(row -> row != null);
    }

    /** What has changed since it was last published. */
    Uni<GitStatusResponse> changes(OrgId org) {
        return sql.rows(CHANGES, org.value()).map(DbtFileRepository::status);
    }

    Uni<Void> upsert(OrgId org, String path, String content) {
        return sql.update(WRITE, org.value(), path, content).replaceWithVoid();
    }

    /** Adds files that workers run as they are. */
    Uni<Void> insertPublished(OrgId org, Map<String, String> files) {
        return sql.update(
                        INSERT_PUBLISHED,
                        org.value(),
                        files.keySet().toArray(String[]::new),
                        files.values().toArray(String[]::new))
                .replaceWithVoid();
    }

    /**
     * Stores files in both of their states.
     *
     * @param document a JSON array of objects with {@code path}, {@code content} and {@code published}
     */
    Uni<Void> upsertAll(OrgId org, String document) {
        return sql.update(STORE, org.value(), document).replaceWithVoid();
    }

    /** Deletes a file as people left it; workers keep a published one. */
    Uni<Void> delete(OrgId org, String path) {
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

    /** Deletes files in both of their states. */
    Uni<Void> deleteAll(OrgId org, List<String> paths) {
        return sql.update(
                        "delete from dbt_file where org_id = $1 and path = any($2)",
                        org.value(),
                        paths.toArray(String[]::new))
                .replaceWithVoid();
    }

    Uni<Void> deleteAll(OrgId org) {
        return sql.update("delete from dbt_file where org_id = $1", org.value()).replaceWithVoid();
    }

    /** Makes what workers run the same as what people left; answers how many files that changed. */
    Uni<Integer> publish(OrgId org) {
        return sql.update(
                        "update dbt_file set published = content where org_id = $1 and content is not null"
                                + " and published is distinct from content",
                        org.value())
                .chain(written -> sql.update("delete from dbt_file where org_id = $1 and content is null", org.value())
                        .map(gone -> written + gone));
    }

    private static Map<String, String> contents(List<Row> rows, String column) {
        Map<String, String> files = new LinkedHashMap<>();
        rows.forEach(row -> files.put(row.text("path"), row.text(column)));
        return files;
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
