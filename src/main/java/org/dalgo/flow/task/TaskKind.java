package org.dalgo.flow.task;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Properties of a task of the catalogue beyond its row: its place in a pipeline, its flags, and the name of its step.
 */
public enum TaskKind {
    GIT_PULL("git-pull", 1, Place.PREPARATION, List.of(), List.of()),
    GIT_CLONE("git-clone", 1, Place.PREPARATION, List.of(), List.of()),
    DBT_CLEAN("dbt-clean", 2, Place.PREPARATION, List.of(), List.of()),
    DBT_DEPS("dbt-deps", 3, Place.PREPARATION, List.of("upgrade"), List.of("add-package")),
    DBT_SEED("dbt-seed", 4, Place.RUNNABLE, List.of("full-refresh"), List.of("select")),
    DBT_RUN("dbt-run", 5, Place.RUNNABLE, List.of("full-refresh"), List.of("select", "exclude")),
    DBT_TEST("dbt-test", 6, Place.RUNNABLE, List.of(), List.of("select", "exclude")),
    DBT_DOCS_GENERATE("dbt-docs-generate", 7, Place.UNLISTED, List.of(), List.of()),
    AIRBYTE_SYNC("airbyte-sync", 0, Place.CONNECTION, List.of(), List.of()),
    AIRBYTE_CLEAR("airbyte-clear", 0, Place.CONNECTION, List.of(), List.of());

    private enum Place {
        /** Put into every transform by us, never shown. */
        PREPARATION,
        /** Chosen by people, and runnable alone. */
        RUNNABLE,
        /** Neither offered nor put in. */
        UNLISTED,
        /** Belongs to a connection. */
        CONNECTION
    }

    private static final Map<String, TaskKind> BY_SLUG =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(TaskKind::slug, Function.identity()));

    private final String slug;
    private final int order;
    private final Place place;
    private final List<String> flags;
    private final List<String> options;

    TaskKind(String slug, int order, Place place, List<String> flags, List<String> options) {
        this.slug = slug;
        this.order = order;
        this.place = place;
        this.flags = flags;
        this.options = options;
    }

    /** The kind of that slug; fails when the table holds a task this version does not know. */
    public static TaskKind of(String slug) {
        TaskKind kind = BY_SLUG.get(slug);
        if (kind == null) {
            throw new IllegalStateException("no code for task " + slug);
        }
        return kind;
    }

    /** Name on the wire and in the database. */
    public String slug() {
        return slug;
    }

    /** Where it stands among the transform tasks; the web app sorts by it. */
    public int order() {
        return order;
    }

    public boolean isGit() {
        return this == GIT_PULL || this == GIT_CLONE;
    }

    public boolean isDbt() {
        return slug.startsWith("dbt-");
    }

    public boolean isSync() {
        return this == AIRBYTE_SYNC;
    }

    /** Put into every transform by us and hidden from people. */
    public boolean isPreparation() {
        return place == Place.PREPARATION;
    }

    /** Chosen by people for a pipeline, and runnable alone through a deployment of its own. */
    public boolean isRunnable() {
        return place == Place.RUNNABLE;
    }

    /** Chosen already when a person makes a new pipeline. */
    public boolean isPipelineDefault() {
        return this == DBT_RUN || this == DBT_TEST;
    }

    /** Flags it takes, without dashes. */
    public List<String> flags() {
        return flags;
    }

    /** Options it takes, without dashes. */
    public List<String> options() {
        return options;
    }

    /** What its step is called in Prefect, in logs and in history; the web app translates these names. */
    String label(Object connection) {
        if (isGit()) {
            return "shellop-" + slug;
        }
        if (isDbt()) {
            return "dbtjob-" + slug;
        }
        return (isSync() ? "run-airbyte-connection-flow-v1-" : "airbyte-clear-") + connection;
    }
}
