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
    static List<OrgTaskView> sort(List<OrgTaskView> chosen, List<OrgTaskView> preparations) {
        Predicate<OrgTaskView> transforms = task -> task.kind().isDbt();
        Predicate<OrgTaskView> prepares = task -> task.kind().isPreparation();
        Stream<OrgTaskView> connections =
                chosen.stream().filter(transforms.or(prepares).negate());
        Stream<OrgTaskView> ready = preparations.stream()
                .sorted(Comparator.comparingInt(task -> task.kind().order()));
        Stream<OrgTaskView> last = chosen.stream().filter(transforms.and(prepares.negate()));
        return Stream.of(connections, ready, last).flatMap(part -> part).toList();
    }
}
