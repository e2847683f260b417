package org.dalgo.flow.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A task of the catalogue as the web app offers it. */
public record MasterTaskResponse(
        String type, String slug, String label, String command, @JsonProperty("is_system") boolean system) {

    static MasterTaskResponse of(Task task) {
        return new MasterTaskResponse(task.type, task.slug, task.label, task.command, task.system);
    }
}
