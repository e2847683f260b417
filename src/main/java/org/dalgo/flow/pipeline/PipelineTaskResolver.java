package org.dalgo.flow.pipeline;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;

/** Finds the tasks that a person chose for a pipeline; what is unknown and what is another organisation's read alike. */
@ApplicationScoped
class PipelineTaskResolver {

    private final TaskService tasks;

    @Inject
    PipelineTaskResolver(TaskService tasks) {
        this.tasks = tasks;
    }

    /** The syncs of the connections, in that order; fails with BAD_REQUEST naming the first that is unknown. */
    Uni<List<OrgTaskView>> syncs(OrgId org, List<String> connections) {
        List<UUID> ids = connections.stream()
                .map(text -> id(text, PipelineTaskResolver::noConnection))
                .toList();
        return tasks.syncs(org, ids)
                .map(found -> inOrder(ids, found, OrgTaskView::connectionId, id -> noConnection(id)));
    }

    /** The dbt and git tasks of the uuids, in that order; fails with BAD_REQUEST naming the first that is unknown. */
    Uni<List<OrgTaskView>> transforms(OrgId org, List<String> uuids) {
        List<UUID> ids = uuids.stream()
                .map(text -> id(text, PipelineTaskResolver::noTask))
                .toList();
        return tasks.find(org, ids)
                .map(found -> inOrder(
                        ids,
                        found.stream()
                                .filter(task -> task.connectionId() == null)
                                .toList(),
                        OrgTaskView::uuid,
                        id -> noTask(id)));
    }

    private static List<OrgTaskView> inOrder(
            List<UUID> ids,
            Collection<OrgTaskView> found,
            Function<OrgTaskView, UUID> key,
            Function<UUID, Failure> unknown) {
        Map<UUID, OrgTaskView> byId = found.stream().collect(Collectors.toMap(key, Function.identity()));
        ids.stream().filter(id -> !byId.containsKey(id)).findFirst().ifPresent(id -> {
            throw unknown.apply(id);
        });
        return ids.stream().map(byId::get).toList();
    }

    private static UUID id(String text, Function<Object, Failure> unknown) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw unknown.apply(text.length() > 40 ? text.substring(0, 40) + "…" : text);
        }
    }

    private static Failure noConnection(Object id) {
        return Failure.badRequest("connections: connection with id " + id + " not found");
    }

    private static Failure noTask(Object id) {
        return Failure.badRequest("transformTasks: transform task with uuid " + id + " not found");
    }
}
