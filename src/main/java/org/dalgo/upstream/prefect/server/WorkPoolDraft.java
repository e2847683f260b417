package org.dalgo.upstream.prefect.server;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a work pool is to be.
 *
 * @param type in Prefect's words, as in {@code process} and {@code kubernetes}
 * @param template base job template, or null to leave it to the first worker, which brings that of its own version
 * @param limit runs at a time, or null to leave it as Prefect has it
 */
public record WorkPoolDraft(String name, String type, JsonNode template, Integer limit) {

    /** The type whose runs are processes of their worker. */
    public static final String PROCESS = "process";

    /** A pool for processes, without a limit. */
    public static WorkPoolDraft process(String name) {
        return new WorkPoolDraft(name, PROCESS, null, null);
    }

    /** Whether it asks for anything that a pool with the right type may lack. */
    boolean changes() {
        return template != null || limit != null;
    }
}
