package org.dalgo.platform.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Public;
import org.dalgo.platform.security.Requires;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * Adds to every operation the failures that it can answer, with their body. They follow from the failure catalogue and
 * from what an operation is: who may call it, its parameters, its body, whether it changes anything.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class FailureResponses implements OASFilter {

    static final String FAILURE = "Failure";
    static final String FAILURE_FIELD = "FailureField";

    private static final String JSON = "application/json";
    private static final String CSV = "text/csv";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String RESPONSES = "#/components/responses/";

    /** No room of this floor but the organisation's stream calls another system. */
    private static final String WITHOUT_UPSTREAM = "org.dalgo.platform.";

    private static final DotName REQUIRES = DotName.createSimple(Requires.class);
    private static final DotName PUBLIC = DotName.createSimple(Public.class);

    private static final Set<PathItem.HttpMethod> READS =
            EnumSet.of(PathItem.HttpMethod.GET, PathItem.HttpMethod.HEAD, PathItem.HttpMethod.OPTIONS);

    private final IndexView index;

    public FailureResponses(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().addSchema(FAILURE, failure()).addSchema(FAILURE_FIELD, failureField());
        byStatus(EnumSet.allOf(Problem.class)).forEach((status, problems) -> document.getComponents()
                .addResponse(FAILURE + status, response(problems)));
        document.getPaths().getPathItems().values().forEach(path -> path.getOperations()
                .forEach((method, operation) -> complete(path, method, operation)));
    }

    private void complete(PathItem path, PathItem.HttpMethod method, Operation operation) {
        describeCsv(operation);
        byStatus(problems(path, method, operation)).keySet().forEach(status -> operation
                .getResponses()
                .addAPIResponse(
                        Integer.toString(status), OASFactory.createAPIResponse().ref(RESPONSES + FAILURE + status)));
    }

    private static Map<Integer, List<Problem>> byStatus(Set<Problem> problems) {
        return problems.stream().collect(Collectors.groupingBy(Problem::status, TreeMap::new, Collectors.toList()));
    }

    private Set<Problem> problems(PathItem path, PathItem.HttpMethod method, Operation operation) {
        MethodInfo resource = resourceMethod(operation.getOperationId());
        EnumSet<Problem> problems = EnumSet.of(Problem.INTERNAL, Problem.DATABASE_UNAVAILABLE);
        AnnotationInstance requires = annotation(resource, REQUIRES);
        if (annotation(resource, PUBLIC) == null) {
            problems.addAll(EnumSet.of(Problem.BAD_REQUEST, Problem.UNAUTHENTICATED, Problem.TOKEN_EXPIRED));
        } else {
            problems.addAll(EnumSet.of(Problem.UNAUTHENTICATED, Problem.TOO_MANY));
        }
        if (requires != null
                && requires.value() != null
                && requires.value().asArrayList().size() > 0) {
            problems.add(Problem.FORBIDDEN);
        }
        if (hasParameters(path, operation)) {
            problems.addAll(EnumSet.of(Problem.BAD_REQUEST, Problem.NOT_FOUND, Problem.INVALID));
        }
        if (operation.getRequestBody() != null) {
            problems.addAll(EnumSet.of(
                    Problem.BAD_REQUEST, Problem.TOO_LARGE, Problem.UNSUPPORTED_MEDIA_TYPE, Problem.INVALID));
        }
        if (!READS.contains(method)) {
            // FORBIDDEN and the format: protection against cross-site requests.
            problems.addAll(EnumSet.of(
                    Problem.BAD_REQUEST,
                    Problem.FORBIDDEN,
                    Problem.NOT_FOUND,
                    Problem.CONFLICT,
                    Problem.GONE,
                    Problem.UNSUPPORTED_MEDIA_TYPE,
                    Problem.LOCKED,
                    Problem.TOO_MANY));
        }
        Set<String> formats = formats(operation);
        if (!formats.isEmpty()) {
            problems.add(Problem.NOT_ACCEPTABLE);
        }
        if (formats.contains(EVENT_STREAM)) {
            problems.add(Problem.TOO_MANY);
        }
        if (!resource.declaringClass().name().toString().startsWith(WITHOUT_UPSTREAM)) {
            problems.addAll(
                    EnumSet.of(Problem.UPSTREAM_FAILED, Problem.UPSTREAM_UNAVAILABLE, Problem.UPSTREAM_TIMEOUT));
        }
        return problems;
    }

    /** An operation is called {@code Class_method}; see {@code operation-id-strategy}. */
    private MethodInfo resourceMethod(String operationId) {
        int separator = operationId.indexOf('_');
        String className = operationId.substring(0, separator);
        String methodName = operationId.substring(separator + 1);
        return index.getKnownClasses().stream()
                .filter(type -> type.name().withoutPackagePrefix().equals(className))
                .flatMap(type -> type.methods().stream())
                .filter(method -> method.name().equals(methodName))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no method is called as the operation " + operationId));
    }

    private static AnnotationInstance annotation(MethodInfo method, DotName name) {
        AnnotationInstance own = method.annotation(name);
        ClassInfo type = method.declaringClass();
        return own == null ? type.declaredAnnotation(name) : own;
    }

    private static boolean hasParameters(PathItem path, Operation operation) {
        return contains(path.getParameters()) || contains(operation.getParameters());
    }

    private static boolean contains(List<Parameter> parameters) {
        return parameters != null
                && parameters.stream()
                        .anyMatch(parameter ->
                                parameter.getIn() == Parameter.In.PATH || parameter.getIn() == Parameter.In.QUERY);
    }

    private static Set<String> formats(Operation operation) {
        return operation.getResponses().getAPIResponses().entrySet().stream()
                .filter(response ->
                        response.getKey().startsWith("2") && response.getValue().getContent() != null)
                .flatMap(response -> response.getValue().getContent().getMediaTypes().keySet().stream())
                .collect(Collectors.toSet());
    }

    /** A stream of lines is one text for the client, not an array. */
    private static void describeCsv(Operation operation) {
        for (APIResponse response : operation.getResponses().getAPIResponses().values()) {
            Content content = response.getContent();
            if (content != null && content.getMediaTypes().keySet().stream().anyMatch(type -> type.startsWith(CSV))) {
                response.setContent(OASFactory.createContent().addMediaType(CSV, mediaType(text())));
            }
        }
    }

    private static APIResponse response(List<Problem> problems) {
        return OASFactory.createAPIResponse()
                .description(problems.stream().map(Enum::name).collect(Collectors.joining(", ")))
                .content(OASFactory.createContent()
                        .addMediaType(JSON, mediaType(OASFactory.createSchema().ref(SCHEMAS + FAILURE))));
    }

    private static MediaType mediaType(Schema schema) {
        return OASFactory.createMediaType().schema(schema);
    }

    private static Schema failure() {
        Schema fields = OASFactory.createSchema()
                .addType(SchemaType.ARRAY)
                .items(OASFactory.createSchema().ref(SCHEMAS + FAILURE_FIELD));
        Schema code = text().description("Name of the failure, for programs; it does not change");
        code.setEnumeration(Arrays.stream(Problem.values()).map(Enum::name).collect(Collectors.toList()));
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("Body of every failure")
                .required(List.of("detail", "code"))
                .addProperty(
                        "detail",
                        OASFactory.createSchema()
                                .description("One sentence for a person, or the fields in error")
                                .oneOf(List.of(text(), fields)))
                .addProperty("code", code);
    }

    private static Schema failureField() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("A field of the request that is in error")
                .required(List.of("type", "loc", "msg"))
                .addProperty("type", text().description("Kind of the error, for example missing"))
                .addProperty(
                        "loc",
                        OASFactory.createSchema()
                                .addType(SchemaType.ARRAY)
                                .description("Path of the field")
                                .items(text()))
                .addProperty("msg", text().description("One sentence for a person"));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }
}
