package org.dalgo.platform.filter;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Origin of the current request. Addresses in headers of a proxy count only if the framework is configured to trust it. */
@RequestScoped
public class ClientInfo {

    private static final int MAX_USER_AGENT_LENGTH = 300;

    @Inject
    CurrentVertxRequest current;

    /** Network address of the client, or null outside a request. */
    public String address() {
        RoutingContext request = current.getCurrent();
        SocketAddress remote = request == null ? null : request.request().remoteAddress();
        return remote == null ? null : remote.hostAddress();
    }

    /**
     * The network that one client is assumed to control: its IPv4 address, or the first 64 bits of its IPv6 address.
     * Empty outside a request.
     */
    public String networkPrefix() {
        String address = address();
        if (address == null) {
            return "";
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 4 ? address : HexFormat.of().formatHex(bytes, 0, 8);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the address of a connection is not valid: " + address, e);
        }
    }

    /** User agent of the client, cut to 300 characters, or null. */
    public String userAgent() {
        RoutingContext request = current.getCurrent();
        String agent = request == null ? null : request.request().getHeader("User-Agent");
        return agent == null || agent.length() <= MAX_USER_AGENT_LENGTH
                ? agent
                : agent.substring(0, MAX_USER_AGENT_LENGTH);
    }
}
