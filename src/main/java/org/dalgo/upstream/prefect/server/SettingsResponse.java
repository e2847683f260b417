package org.dalgo.upstream.prefect.server;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The settings of the Prefect server, as far as they matter here. */
@RegisterForReflection
record SettingsResponse(Server server) {

    private static final int USUAL_LIMIT = 200;

    record Server(Logs logs, Api api) {}

    record Logs(boolean streamOutEnabled, boolean streamPublishingEnabled) {}

    record Api(Integer defaultLimit) {}

    boolean logStreaming() {
        return server != null
                && server.logs() != null
                && server.logs().streamOutEnabled()
                && server.logs().streamPublishingEnabled();
    }

    int defaultLimit() {
        boolean known = server != null && server.api() != null && server.api().defaultLimit() != null;
        return known ? server.api().defaultLimit() : USUAL_LIMIT;
    }
}
