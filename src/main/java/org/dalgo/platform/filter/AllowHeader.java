package org.dalgo.platform.filter;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/**
 * Names the methods of a path in {@code Allow}, for 405 and for OPTIONS. Quarkus REST sends no such header with the former,
 * and the methods of a whole class with the latter.
 */
public class AllowHeader {

    @ServerResponseFilter
    void add(ContainerRequestContext request, ContainerResponseContext response) {
        boolean answersWithMethods = response.getStatus() == Response.Status.METHOD_NOT_ALLOWED.getStatusCode()
                || HttpMethod.OPTIONS.equals(request.getMethod());
        if (answersWithMethods
                && request instanceof ResteasyReactiveContainerRequestContext reactive
                && reactive.getServerRequestContext() instanceof ResteasyReactiveRequestContext context) {
            response.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", methods(context)));
        }
    }

    /** In alphabetical order. */
    private static Set<String> methods(ResteasyReactiveRequestContext context) {
        String path = context.getPathWithoutPrefix();
        RequestMapper<RestInitialHandler.InitialMatch> classes =
                new RequestMapper<>(context.getDeployment().getClassMappers());
        Set<String> methods = new TreeSet<>(Set.of(HttpMethod.OPTIONS));
        for (var match = classes.map(path); match != null; match = classes.continueMatching(path, match)) {
            String remaining = match.remaining.isEmpty() ? "/" : match.remaining;
            for (ServerRestHandler handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler routes) {
                    routes.getMappers().forEach((method, mapper) -> {
                        if (method != null && mapper.map(remaining) != null) {
                            methods.add(method);
                        }
                    });
                }
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return methods;
    }
}
