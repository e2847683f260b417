package org.dalgo.people.org;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * An organisation to make. Only the name is needed; the plan may be left to us.
 *
 * @param basePlan name of its plan
 * @param subscriptionDuration {@code Monthly}, {@code Annual}, {@code Trial}
 * @param startDate first day of the plan, year first, or null
 * @param endDate last day of the plan, year first, or null
 * @param website where people read about the organisation, or null
 * @param vizUrl where its dashboards are, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OrgRequest(
        @NotBlank @Size(max = 50) String name,
        @Size(min = 1, max = 100) String basePlan,
        @Size(min = 1, max = 100) String subscriptionDuration,
        Boolean supersetIncluded,
        Boolean canUpgradePlan,
        @Size(max = 40) @Pattern(regexp = DAY, message = "This is not a day. Write it as 2026-08-20.") String startDate,
        @Size(max = 40) @Pattern(regexp = DAY, message = "This is not a day. Write it as 2026-08-20.") String endDate,
        @Size(max = 1000) @Pattern(regexp = URL, message = "The address must begin with http:// or https://.")
                String website,
        @Size(max = 100) @Pattern(regexp = URL, message = "The address must begin with http:// or https://.")
                String vizUrl) {

    private static final String DAY = "^(\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T.*)?)?$";
    // Without (?i), which the regular expressions of JSON Schema do not know.
    private static final String URL = "^([hH][tT][tT][pP][sS]?://[^\\s/?#]+\\S*)?$";

    /** Asked by the validation of requests. */
    @AssertTrue(message = "The end must not be before the start.")
    public boolean isEndDate() {
        return startDate == null
                || endDate == null
                || endDate.isEmpty()
                || startDate.isEmpty()
                || startDate.substring(0, Math.min(10, startDate.length())).compareTo(endDate) <= 0;
    }
}
