package org.dalgo.platform.net;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Addresses that hosts named by people may have: of git, chat, warehouses and sources. */
@ConfigMapping(prefix = "dalgo.net")
public interface NetConfig {

    /** Whether hosts may have an address of a private network. */
    @WithDefault("false")
    boolean privateAddresses();

    /** Whether hosts may be this machine itself: for development and tests. */
    @WithDefault("false")
    boolean loopbackAddresses();

    /** Networks that hosts may be in besides the public internet, in CIDR notation: that of a warehouse, for example. */
    Optional<List<String>> allowedNetworks();
}
