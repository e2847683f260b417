package org.dalgo.data.transform.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.flow.task.TaskParameters;

/**
 * What of the canvas is to be run.
 *
 * @param runType {@code run}, or absent
 * @param flags {@code full-refresh}, or none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DbtRunRequest(
        @Pattern(regexp = "^run$", message = "must be run") @JsonProperty("run_type") String runType,
        @Valid DbtRunOptions options,
        @Size(max = 10) List<@NotNull @Size(max = 50) String> flags) {

    static final String SELECT = "select";

    /**
     * Which models.
     *
     * @param select a selector of dbt: words of letters, digits and {@code _ . : / @ + * , = -}, separated by blanks. No
     *     word begins with a dash. Absent or blank for all models
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DbtRunOptions(@Size(max = 256) String select) {}

    /** As dbt takes them, not yet checked. */
    TaskParameters parameters() {
        Map<String, String> named = new HashMap<>();
        if (options != null) {
            named.put(SELECT, options.select());
        }
        return new TaskParameters(flags, named);
    }
}
