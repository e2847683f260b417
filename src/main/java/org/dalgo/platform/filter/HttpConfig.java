package org.dalgo.platform.filter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** HTTP connections, and headers of every response. */
@ConfigMapping(prefix = "dalgo.http")
public interface HttpConfig {

    /** Origins that CORS accepts. */
    @WithDefault("http://localhost:3000,http://localhost:3001")
    List<String> webAppOrigins();

    /**
     * How long a connection may stand without a request being answered on it. A request's header must arrive within this
     * time. Streams and sockets count as being answered.
     */
    @WithDefault("60s")
    Duration idle();

    /** How long the body of a request may take to arrive. */
    @WithDefault("2m")
    Duration bodyTimeout();

    /**
     * Whether browsers reach Dalgo by HTTPS although this process speaks HTTP, because a proxy in front of it terminates
     * TLS. Responses then carry {@code Strict-Transport-Security}.
     */
    @WithDefault("false")
    boolean tlsTerminated();

    /** {@code max-age} of {@code Strict-Transport-Security}. */
    @WithDefault("365d")
    Duration hstsMaxAge();
}
