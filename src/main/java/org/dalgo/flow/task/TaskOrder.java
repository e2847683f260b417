package org.dalgo.flow.task;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The order of tasks in a deployment: data comes in, the project is made ready, then it is transformed. */
final class TaskOrder {

    private TaskOrder() {}

    /**
     * @param chosen by a person, in their order
     * @param preparations of dbt, in any order; empty when nothing is transformed
     */
    static List<OrgTask> of(List<OrgTask> chosen, List<OrgTask> preparations) {
        Predicate<OrgTask> transforms = task -> task.kind().isDbt();
        Predicate<OrgTask> prepares = task -> task.kind().isPreparation();
        Stream<OrgTask> connections = chosen.stream().filter(transforms.or(prepares).negate());
        Stream<OrgTask> ready = preparations.stream().sorted(Comparator.comparingInt(task -> task.kind().order()));
        Stream<OrgTask> last = chosen.stream().filter(transforms.and(prepares.negate()));
        return Stream.of(connections, ready, last).flatMap(part -> part).toList();
    }
}
