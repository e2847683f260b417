package org.dalgo.data.transform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;

/**
 * The files of the projects that are kept here: as people left them, and as workers run them. Every call joins the unit
 * of work in hand; a project has rows here only while it has no repository of its own.
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
                .map(DbtFileService::byPath);
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
                .map(DbtFileService::byPath);
    }

    private static Map<String, String> byPath(List<Object[]> rows) {
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
