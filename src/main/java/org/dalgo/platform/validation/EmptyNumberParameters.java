package org.dalgo.platform.validation;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses an empty text as number of a query: {@code ?limit=}. Quarkus REST takes it for a parameter that is absent, and
 * never asks {@link NumberParameters}. It is asked after the filters that authenticate.
 */
@Provider
@Priority(Priorities.USER + 1)
public class EmptyNumberParameters implements ContainerRequestFilter {

    private final Map<Method, List<String>> names = new ConcurrentHashMap<>();

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        if (query.isEmpty()) {
            return;
        }
        // The call stands in this method for the build, which then makes the methods known to a native image.
        names.computeIfAbsent(resource.getResourceMethod(), EmptyNumberParameters::numbers).stream()
                .filter(name -> query.containsKey(name) && query.get(name).contains(""))
                .findFirst()
                .ifPresent(name -> {
                    throw NumberParameters.noNumber(name);
                });
    }

    private static List<String> numbers(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class)
                        && NumberParameters.isNumber(parameter.getType()))
                .map(parameter -> parameter.getAnnotation(QueryParam.class).value())
                .toList();
    }
}
