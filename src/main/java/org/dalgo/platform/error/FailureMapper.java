package org.dalgo.platform.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.pgclient.PgException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser.MalformedMessageException;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Renders every failure as the web app reads it: {@code {"detail": text}}, or a list of fields for 422. An
 * unexpected failure is logged once with its stack, of which the client receives nothing.
 */
public class FailureMapper {

    private static final Logger LOG = Logger.getLogger(FailureMapper.class);

    /** SQL states character_not_in_repertoire, of a text, and untranslatable_character, of jsonb. */
    private static final Set<String> NUL_CHARACTER_STATES = Set.of("22021", "22P05");

    private final JsonPropertyNames names;

    FailureMapper(ObjectMapper json) {
        this.names = new JsonPropertyNames(json);
    }

    // Only what resources answer is made known to a native image by itself.
    /**
     * Body of a failure.
     *
     * @param detail a text, or a list of {@link Field}
     * @param code name of the {@link Problem}, for programs
     */
    @RegisterForReflection
    public record Body(Object detail, String code) {}

    /** One field of a 422. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Field(String type, List<String> loc, String msg) {}

    @ServerExceptionMapper
    RestResponse<Body> map(Failure failure) {
        if (failure instanceof UpstreamFailure upstream) {
            LOG.warnf("%s failed (%s): %s", upstream.system(), upstream.kind(), causeOf(upstream));
        } else if (failure.problem().status() >= 500) {
            LOG.error(failure.detail(), failure);
        } else {
            LOG.debugf("%s: %s", failure.problem(), failure.detail());
        }
        var answer = response(failure.problem(), detail(failure));
        failure.retryAfter().ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
        return answer.build();
    }

    /** A route that needs an identity, and a request without credentials. */
    @ServerExceptionMapper
    RestResponse<Body> map(UnauthorizedException failure) {
        return unauthenticated();
    }

    /** Credentials that a mechanism of Quarkus refuses. */
    @ServerExceptionMapper
    RestResponse<Body> map(AuthenticationFailedException failure) {
        LOG.debug("credentials refused", failure);
        return unauthenticated();
    }

    @ServerExceptionMapper
    RestResponse<Body> map(ForbiddenException failure) {
        return response(Problem.FORBIDDEN, "not allowed").build();
    }

    private static RestResponse<Body> unauthenticated() {
        return response(Problem.UNAUTHENTICATED, "You are not signed in. Sign in first.")
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Body> map(ConstraintViolationException failure) {
        List<Field> fields =
                failure.getConstraintViolations().stream().map(this::field).toList();
        return response(Problem.INVALID, fields).build();
    }

    @ServerExceptionMapper
    RestResponse<Body> map(MismatchedInputException failure) {
        List<String> location = new ArrayList<>(List.of("body", "payload"));
        for (JsonMappingException.Reference step : failure.getPath()) {
            location.add(step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName());
        }
        if (location.size() == 2) {
            return response(Problem.BAD_REQUEST, "the body is not the JSON object that is expected here")
                    .build();
        }
        Field field = failure instanceof NulCharacterFilter.NulCharacterException
                ? new Field("value_error", location, failure.getOriginalMessage())
                : new Field("type_error", location, "has the wrong type");
        return response(Problem.INVALID, List.of(field)).build();
    }

    @ServerExceptionMapper
    RestResponse<Body> map(JsonProcessingException failure) {
        return response(Problem.BAD_REQUEST, "the body is not valid JSON").build();
    }

    @ServerExceptionMapper
    RestResponse<Body> map(WebApplicationException failure, ContainerRequestContext request) {
        // Of a converter of parameters.
        if (failure.getCause() instanceof Failure ours) {
            return map(ours);
        }
        if (failure.getCause() instanceof MismatchedInputException mismatch) {
            return map(mismatch);
        }
        if (failure.getCause() instanceof JsonProcessingException json) {
            return map(json);
        }
        int status = failure.getResponse().getStatus();
        if (status >= 500) {
            LOG.error("unexpected", failure);
        }
        var answer = response(Problem.ofStatus(status), sentence(status)).status(status);
        if (status == Response.Status.METHOD_NOT_ALLOWED.getStatusCode()) {
            answer.header(HttpHeaders.ALLOW, AllowedMethods.of(request));
        }
        return answer.build();
    }

    @ServerExceptionMapper
    RestResponse<Body> map(MalformedMessageException failure) {
        return malformedMessage();
    }

    /** A multipart body that ends too early has no exception of its own. */
    @ServerExceptionMapper
    RestResponse<Body> map(IOException failure, ContainerRequestContext request) {
        return isReadingForm(request) ? malformedMessage() : map((Throwable) failure);
    }

    /** The parser limits the number of parts, and has no exception of its own for that. */
    @ServerExceptionMapper
    RestResponse<Body> map(RuntimeException failure, ContainerRequestContext request) {
        if (failure.getClass() == RuntimeException.class && isReadingForm(request)) {
            return response(Problem.TOO_LARGE, "the form has too many parts").build();
        }
        return map(failure);
    }

    /** True while the form of a request is expected and not read to its end. */
    private static boolean isReadingForm(ContainerRequestContext request) {
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        return type != null
                && type.regionMatches(true, 0, MediaType.MULTIPART_FORM_DATA, 0, MediaType.MULTIPART_FORM_DATA.length())
                && request instanceof ResteasyReactiveContainerRequestContext reactive
                && reactive.getServerRequestContext() instanceof ResteasyReactiveRequestContext context
                && context.getFormData() == null;
    }

    private static RestResponse<Body> malformedMessage() {
        return response(Problem.BAD_REQUEST, "the body is not a valid multipart message")
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Body> map(Throwable failure) {
        if (DatabaseFailures.isConnectionLost(failure)) {
            LOG.warnf("PostgreSQL is not available: %s", failure.getCause() == null ? failure : failure.getCause());
            return response(Problem.DATABASE_UNAVAILABLE, DatabaseUnavailableException.SENTENCE)
                    .header(HttpHeaders.RETRY_AFTER, DatabaseUnavailableException.RETRY_AFTER.toSeconds())
                    .build();
        }
        if (isNulCharacter(failure)) {
            return response(Problem.BAD_REQUEST, "the request must not contain the character U+0000")
                    .build();
        }
        LOG.error("unexpected failure", failure);
        return response(Problem.INTERNAL, "something went wrong on our side").build();
    }

    /** Parts of a request that PostgreSQL is the first to read: addresses, and JSON that is stored as it is. */
    private static boolean isNulCharacter(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && NUL_CHARACTER_STATES.contains(String.valueOf(sql.getSQLState()))
                    || cause instanceof PgException postgres && NUL_CHARACTER_STATES.contains(postgres.getSqlState())) {
                return true;
            }
        }
        return false;
    }

    private static Object detail(Failure failure) {
        if (failure.fields().isEmpty()) {
            return failure.detail();
        }
        return failure.fields().stream()
                .map(f -> new Field(f.type(), f.location(), f.message()))
                .toList();
    }

    private Field field(ConstraintViolation<?> violation) {
        List<String> location = new ArrayList<>(List.of("body", "payload"));
        List<Path.Node> steps = new ArrayList<>();
        violation.getPropertyPath().forEach(steps::add);
        // The first two are the method and its argument.
        if (steps.size() > 2) {
            int index = steps.get(1).as(Path.ParameterNode.class).getParameterIndex();
            Object body = violation.getExecutableParameters()[index];
            location.addAll(names.location(body == null ? null : body.getClass(), steps.subList(2, steps.size())));
        }
        String kind = violation
                .getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName();
        boolean missing = kind.startsWith("Not") && violation.getInvalidValue() == null;
        return new Field(missing ? "missing" : "value_error", location, violation.getMessage());
    }

    private static RestResponse.ResponseBuilder<Body> response(Problem problem, Object detail) {
        return RestResponse.ResponseBuilder.<Body>create(problem.status())
                .entity(new Body(detail, problem.name()))
                .type(MediaType.APPLICATION_JSON_TYPE);
    }

    private static String sentence(int status) {
        return switch (status) {
            case 404 -> "not found";
            case 405 -> "this address does not take that method";
            case 406 -> "this address does not answer in that format";
            case 413 -> "the body is too large";
            case 415 -> "this address does not take that format";
            default -> "the request was refused";
        };
    }

    private static String causeOf(UpstreamFailure failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.detail() : cause.toString();
    }
}
