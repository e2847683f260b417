package org.dalgo.platform.filter;

import com.google.re2j.Pattern;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.UUID;
import org.dalgo.platform.log.LogContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Assigns an id to each request. The response and every log line of the request contain it. */
public class RequestIdFilter {

    /** Response header; a well-formed one sent by a proxy is kept. */
    public static final String HEADER = "X-Request-Id";

    private static final String KEY = "request";
    private static final String RUN_PARAMETER = "flow_run_id";
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    @ServerRequestFilter(preMatching = true)
    void assign(ContainerRequestContext request) {
        String given = request.getHeaderString(HEADER);
        String id = given != null && SANE.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        request.setProperty(KEY, id);
        LogContext.putRequest(id);
    }

    /** Routes of a run name it in their path. */
    @ServerRequestFilter
    void assignRun(ContainerRequestContext request) {
        String run = request.getUriInfo().getPathParameters().getFirst(RUN_PARAMETER);
        if (run != null && UUID_TEXT.matcher(run).matches()) {
            LogContext.putRun(UUID.fromString(run));
        }
    }

    @ServerResponseFilter
    void addResponseHeader(ContainerRequestContext request, ContainerResponseContext response) {
        Object id = request.getProperty(KEY);
        if (id != null) {
            response.getHeaders().putSingle(HEADER, id);
        }
    }
}
