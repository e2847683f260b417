package org.dalgo.data.transform.canvas.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.data.transform.repository.RepositoryListener;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Brings what the files of a git repository say onto the canvas: models, sources, and what is selected from what. What
 * people drew stays; a model whose file is gone goes, unless an operation works on it.
 */
@ApplicationScoped
class CanvasImport implements RepositoryListener {

    private final CanvasImportRepository repository;

    @Inject
    CanvasImport(CanvasImportRepository repository) {
        this.repository = repository;
    }

    @Override
    public Uni<Void> onFilesReplaced(OrgId org) {
        return repository.clear(org);
    }

    @Override
    public Uni<Void> onFilesRead(OrgId org) {
        return repository
                .defaultSchema(org)
                .chain(schema ->
                        repository.files(org).chain(files -> Unis.onWorker(() -> ParsedProject.of(files, schema))))
                .chain(found -> store(org, found));
    }

    private Uni<Void> store(OrgId org, ParsedProject found) {
        JsonArray tables = tables(found);
        JsonObject report = new JsonObject()
                .put("models_processed", found.models().size())
                .put("sources_processed", found.sources().size());
        return repository
                .deleteOtherModels(org, found.models().keySet())
                .chain(() -> repository.clearOtherSources(org, sources(found)))
                .chain(() -> repository.upsertModels(org, tables))
                .chain(models -> repository.upsertSources(org, tables).invoke(sources -> report.put(
                                "orgdbtmodels_created", models.added() + sources.added())
                        .put("orgdbtmodels_updated", models.changed() + sources.changed())))
                .chain(() -> repository.upsertNodes(org, tables))
                .invoke(nodes -> report.put("nodes_created", nodes.added()).put("nodes_updated", nodes.changed()))
                .chain(() -> repository.replaceEdges(org, selections(found)))
                .invoke(edges -> report.put("edges_created", edges.created())
                        .put("edges_skipped", edges.skipped())
                        .put("edges_deleted", edges.deleted()))
                .chain(() -> repository.storeReport(org, report));
    }

    /** Each table once, also when several files declare it. */
    private static JsonArray tables(ParsedProject found) {
        JsonArray tables = new JsonArray();
        found.models()
                .values()
                .forEach(model -> tables.add(new JsonObject()
                        .put("type", "model")
                        .put("schema", model.schema())
                        .put("name", model.name())
                        .put("title", model.name())
                        .put("columns", new JsonArray(List.copyOf(model.columns())))
                        .put("path", model.path())));
        sources(found).forEach(tables::add);
        return tables;
    }

    private static JsonArray sources(ParsedProject found) {
        Map<String, JsonObject> sources = new LinkedHashMap<>();
        found.sources()
                .values()
                .forEach(source -> sources.putIfAbsent(
                        source.schema() + "\0" + source.identifier(),
                        new JsonObject()
                                .put("type", "source")
                                .put("schema", source.schema())
                                .put("name", source.identifier())
                                .put("title", source.table())
                                .put("source", source.source())
                                .put("path", source.path())));
        return new JsonArray(List.copyOf(sources.values()));
    }

    /** Which table goes into which model. */
    private static JsonArray selections(ParsedProject found) {
        JsonArray selections = new JsonArray();
        for (ParsedProject.Model model : found.models().values()) {
            for (String name : model.models()) {
                ParsedProject.Model from = found.models().get(name);
                if (from != null) {
                    selections.add(selection("model", from.schema(), from.name(), model));
                }
            }
            for (String key : model.sources()) {
                ParsedProject.Source from = found.sources().get(key);
                if (from != null) {
                    selections.add(selection("source", from.schema(), from.identifier(), model));
                }
            }
        }
        return selections;
    }

    private static JsonObject selection(String type, String schema, String name, ParsedProject.Model into) {
        return new JsonObject()
                .put("type", type)
                .put("schema", schema)
                .put("name", name)
                .put("model", into.name());
    }
}
