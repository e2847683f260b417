package org.dalgo.data.transform.file;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.data.transform.file.ThreeWayMerge.DbtFile;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;

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

    private final DbtFileRepository repository;

    @Inject
    DbtFileService(DbtFileRepository repository) {
        this.repository = repository;
    }

    /** All files as people left them, by path; empty when none are kept here. */
    public Uni<Map<String, String>> current(OrgId org) {
        return repository.current(org);
    }

    /** Content of a file as people left it, or null when there is none. */
    public Uni<String> read(OrgId org, String path) {
        return repository.content(org, path);
    }

    /** Paths of all files as people left them, in order. */
    public Uni<List<String>> paths(OrgId org) {
        return repository.paths(org);
    }

    /**
     * Writes a file, new or again; workers see it once it is published.
     *
     * @return fails with INVALID for a path that does not stay in the project, CONFLICT when the project is full
     */
    public Uni<Void> write(OrgId org, String path, String content) {
        requirePath(path);
        return repository.upsert(org, path, content).chain(() -> requireSpace(org));
    }

    /**
     * Adds the macro by which a model lands in the schema that it names. By default dbt puts the project's default
     * schema before the name. A project without that macro gets ours, unless models of it name a schema already: those
     * stay where they are.
     */
    public Uni<Void> ensureSchemaMacro(OrgId org) {
        return repository
                .namesSchemas(org, ProjectTemplate.SCHEMA_MACRO)
                .chain(found -> found
                        ? Uni.createFrom().voidItem()
                        : write(
                                org,
                                ProjectTemplate.SCHEMA_MACRO,
                                ProjectTemplate.files().get(ProjectTemplate.SCHEMA_MACRO)));
    }

    /** Takes a file away; workers see it until that is published. */
    public Uni<Void> delete(OrgId org, String path) {
        return repository.delete(org, path);
    }

    /** Every file with both of its states, those that were deleted and not published among them. */
    public Uni<List<DbtFile>> list(OrgId org) {
        return repository.list(org);
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

    /** Adds the files of a new project; workers run them. */
    public Uni<Void> create(OrgId org, Map<String, String> files) {
        return repository.insertPublished(org, files);
    }

    /** Puts these files into the place of all others; workers run them. */
    public Uni<Void> replace(OrgId org, Map<String, String> files) {
        return repository
                .deleteAll(org)
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
        List<String> gone = files.stream()
                .filter(file -> !there.contains(file))
                .map(DbtFile::path)
                .toList();
        return Unis.onWorker(() -> document(there))
                .chain(document -> repository.upsertAll(org, document))
                .chain(() -> repository.deleteAll(org, gone));
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
        return repository.changes(org);
    }

    /** Makes what workers run the same as what people left; answers how many files that changed. */
    public Uni<Integer> publish(OrgId org) {
        return repository.publish(org);
    }

    /** The files as workers run them, by path. */
    public Uni<Map<String, String>> published(OrgId org) {
        return repository.published(org);
    }

    private Uni<Void> requireSpace(OrgId org) {
        return repository
                .bytes(org)
                .invoke(bytes -> {
                    if (bytes > MAX_BYTES) {
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
}
