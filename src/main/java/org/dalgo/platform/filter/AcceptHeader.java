package org.dalgo.platform.filter;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses an {@code Accept} that names no media type, before anything changes. Quarkus REST reads it when it writes the
 * answer of some routes, and fails there.
 */
public class AcceptHeader {

    @ServerRequestFilter
    void check(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (accept == null) {
            return;
        }
        try {
            MediaTypeHelper.parseHeader(accept);
        } catch (IllegalArgumentException e) {
            throw new NotAcceptableException(e);
        }
    }
}
