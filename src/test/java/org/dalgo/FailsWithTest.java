package org.dalgo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.testsupport.ReachableProblems;

/** The failures that the contract lists for an operation are those that its code can reach. */
@AnalyzeClasses(packages = "org.dalgo", importOptions = ImportOption.DoNotIncludeTests.class)
class FailsWithTest {

    @ArchTest
    static void everyFailureThatTheCodeReachesIsInTheContract(JavaClasses classes) throws IOException {
        ReachableProblems reachable = new ReachableProblems();
        Map<String, String> missing = new HashMap<>();
        statuses().forEach((operation, documented) -> {
            Set<Problem> problems = reachable.of(method(classes, operation));
            problems.removeIf(problem -> documented.contains(Integer.toString(problem.status())));
            if (!problems.isEmpty()) {
                missing.put(operation, problems.toString());
            }
        });

        assertThat(missing).as("failures to add to @FailsWith").isEmpty();
    }

    @ArchTest
    static void noRouteNamesAFailureThatItsCodeDoesNotReach(JavaClasses classes) throws IOException {
        ReachableProblems reachable = new ReachableProblems();
        Map<String, String> superfluous = new HashMap<>();
        for (String operation : statuses().keySet()) {
            JavaMethod method = method(classes, operation);
            if (method.isAnnotatedWith(FailsWith.class)) {
                FailsWith named = method.getAnnotationOfType(FailsWith.class);
                Set<Problem> reached = reachable.of(method);
                Set<Problem> rest = new HashSet<>(Set.of(named.value()));
                if (named.upstream()) {
                    rest.add(Problem.UPSTREAM_FAILED);
                }
                rest.removeAll(reached);
                if (!rest.isEmpty()) {
                    superfluous.put(operation, rest.toString());
                }
            }
        }

        assertThat(superfluous).as("failures to remove from @FailsWith").isEmpty();
    }

    /** Statuses of each operation of the committed contract, by its id. */
    private static Map<String, Set<String>> statuses() throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("src/main/openapi/openapi.yaml").toFile())
                .get("paths");
        Map<String, Set<String>> statuses = new HashMap<>();
        paths.forEach(path -> path.forEach(operation -> {
            if (operation.has("operationId")) {
                Set<String> listed = new HashSet<>();
                operation.get("responses").fieldNames().forEachRemaining(listed::add);
                statuses.put(operation.get("operationId").asText(), listed);
            }
        }));
        return statuses;
    }

    /** An operation is called {@code Class_method}. */
    private static JavaMethod method(JavaClasses classes, String operation) {
        String[] names = operation.split("_", 2);
        return classes.stream()
                .filter(type -> type.getSimpleName().equals(names[0]))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getName().equals(names[1]))
                .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                    assertThat(found).as(operation).hasSize(1);
                    return found.get(0);
                }));
    }
}
