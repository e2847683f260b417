package org.dalgo.flow.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.dalgo.flow.task.TaskParameters;

/**
 * A dbt command with flags of a person's own.
 *
 * @param flags without dashes, or null
 * @param options without dashes, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CustomTaskRequest(
        @JsonProperty("task_slug") @NotBlank String taskSlug,
        @Size(max = 20) List<@NotNull String> flags,
        @Size(max = 20) Map<String, String> options) {

    TaskParameters parameters() {
        return new TaskParameters(flags, options);
    }
}
