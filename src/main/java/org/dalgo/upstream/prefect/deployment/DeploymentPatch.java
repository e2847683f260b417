package org.dalgo.upstream.prefect.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A change to a deployment, put together step by step; what is not named stays as it is. Not for use by several
 * threads.
 */
public final class DeploymentPatch {

    private Schedule schedule;
    private boolean withoutSchedule;
    private Boolean paused;
    private JsonNode parameters;
    private JsonNode parameterSchema;
    private List<String> tags;
    private String entrypoint;
    private String pool;
    private String queue;
    private JsonNode jobVariables;
    private Integer concurrencyLimit;

    /** A new schedule. It keeps the identity of the old one, so that no tick is run twice. */
    public DeploymentPatch schedule(Schedule newSchedule) {
        schedule = newSchedule;
        withoutSchedule = false;
        return this;
    }

    /** No schedule any more. */
    public DeploymentPatch noSchedule() {
        schedule = null;
        withoutSchedule = true;
        return this;
    }

    /** Whether the schedule makes runs. Pausing also takes back runs that were due and not started. */
    public DeploymentPatch paused(boolean newPaused) {
        paused = newPaused;
        return this;
    }

    /**
     * Parameters instead of all old ones; see {@link DeploymentDraft#parameters()}. Runs already due keep the old ones.
     */
    public DeploymentPatch parameters(JsonNode newParameters) {
        parameters = newParameters;
        return this;
    }

    /** JSON schema that parameters are checked against. */
    public DeploymentPatch parameterSchema(JsonNode newSchema) {
        parameterSchema = newSchema;
        return this;
    }

    /** Tags instead of all old ones. */
    public DeploymentPatch tags(List<String> newTags) {
        tags = List.copyOf(newTags);
        return this;
    }

    /** Where the flow's function is. */
    public DeploymentPatch entrypoint(String newEntrypoint) {
        entrypoint = newEntrypoint;
        return this;
    }

    /** Where its runs go. */
    public DeploymentPatch queue(String newPool, String newQueue) {
        pool = newPool;
        queue = newQueue;
        return this;
    }

    /** Job variables instead of all old ones. Prefect ignores an empty object. */
    public DeploymentPatch jobVariables(JsonNode newVariables) {
        jobVariables = newVariables;
        return this;
    }

    /** Most runs at a time. */
    public DeploymentPatch concurrencyLimit(int newLimit) {
        concurrencyLimit = newLimit;
        return this;
    }

    Schedule schedule() {
        return schedule;
    }

    boolean withoutSchedule() {
        return withoutSchedule;
    }

    Boolean paused() {
        return paused;
    }

    JsonNode parameters() {
        return parameters;
    }

    JsonNode parameterSchema() {
        return parameterSchema;
    }

    List<String> tags() {
        return tags;
    }

    String entrypoint() {
        return entrypoint;
    }

    String pool() {
        return pool;
    }

    String queue() {
        return queue;
    }

    JsonNode jobVariables() {
        return jobVariables;
    }

    Integer concurrencyLimit() {
        return concurrencyLimit;
    }
}
