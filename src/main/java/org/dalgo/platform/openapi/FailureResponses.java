package org.dalgo.platform.openapi;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.OrgMember;
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
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * Adds to every operation the failures that it can answer, with their body. They follow from what an operation is (who may
 * call it, its parameters, its body, whether it changes anything) and from its {@link FailsWith}.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class FailureResponses implements OASFilter {

    static final String FAILURE = "Failure";
    static final String FAILURE_FIELD = "FailureField";

    private static final String JSON = "application/json";
    private static final String CSV = "text/csv";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String RESPONSES = "#/components/responses/";

    private static final DotName PERMISSIONS_ALLOWED = DotName.createSimple(PermissionsAllowed.class);
    private static final DotName ORG_MEMBER = DotName.createSimple(OrgMember.class);
    private static final DotName FAILS_WITH = DotName.createSimple(FailsWith.class);

    private static final Set<SchemaType> NUMBERS = EnumSet.of(SchemaType.INTEGER, SchemaType.NUMBER);

    private static final Set<PathItem.HttpMethod> READS =
            EnumSet.of(PathItem.HttpMethod.GET, PathItem.HttpMethod.HEAD, PathItem.HttpMethod.OPTIONS);

    private final ResourceMethods methods;

    public FailureResponses(IndexView index) {
        methods = new ResourceMethods(index);
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
        MethodInfo resource = methods.of(operation);
        Set<Problem> problems = EnumSet.of(Problem.NOT_ACCEPTABLE, Problem.INTERNAL, Problem.DATABASE_UNAVAILABLE);
        problems.addAll(ofAccess(resource));
        problems.addAll(ofParameters(path, operation));
        if (operation.getRequestBody() != null) {
            problems.addAll(EnumSet.of(
                    Problem.BAD_REQUEST, Problem.TOO_LARGE, Problem.UNSUPPORTED_MEDIA_TYPE, Problem.INVALID));
        }
        if (!READS.contains(method)) {
            // Protection against cross-site requests.
            problems.addAll(EnumSet.of(Problem.FORBIDDEN, Problem.UNSUPPORTED_MEDIA_TYPE));
        }
        problems.addAll(ofService(resource));
        return problems;
    }

    private static Set<Problem> ofAccess(MethodInfo resource) {
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        if (!ResourceMethods.isPublic(resource)) {
            // An API token opens only routes that name a permission.
            problems.addAll(EnumSet.of(Problem.UNAUTHENTICATED, Problem.TOKEN_EXPIRED, Problem.FORBIDDEN));
        }
        if (resource.hasAnnotation(PERMISSIONS_ALLOWED) || resource.hasAnnotation(ORG_MEMBER)) {
            // The caller may be a member of no organisation.
            problems.add(Problem.BAD_REQUEST);
        }
        return problems;
    }

    private static Set<Problem> ofParameters(PathItem path, Operation operation) {
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        Stream.of(path.getParameters(), operation.getParameters())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .forEach(parameter -> {
                    if (parameter.getIn() == Parameter.In.PATH) {
                        problems.addAll(EnumSet.of(Problem.BAD_REQUEST, Problem.NOT_FOUND));
                    } else if (parameter.getIn() == Parameter.In.QUERY) {
                        problems.add(isNumber(parameter) ? Problem.INVALID : Problem.BAD_REQUEST);
                    }
                });
        return problems;
    }

    private static boolean isNumber(Parameter parameter) {
        Schema schema = parameter.getSchema();
        return schema != null
                && schema.getType() != null
                && schema.getType().stream().anyMatch(NUMBERS::contains);
    }

    private static Set<Problem> ofService(MethodInfo resource) {
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        AnnotationInstance failsWith = resource.annotation(FAILS_WITH);
        if (failsWith == null) {
            return problems;
        }
        if (failsWith.value() != null) {
            Arrays.stream(failsWith.value().asEnumArray()).map(Problem::valueOf).forEach(problems::add);
        }
        if (failsWith.value("upstream") != null && failsWith.value("upstream").asBoolean()) {
            problems.addAll(
                    EnumSet.of(Problem.UPSTREAM_FAILED, Problem.UPSTREAM_UNAVAILABLE, Problem.UPSTREAM_TIMEOUT));
        }
        return problems;
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
