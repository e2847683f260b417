package org.dalgo.people.apitoken;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What a new API token is for.
 *
 * @param name for people, unique in the organisation
 * @param permissions slugs; each must be one of the creator's
 * @param expiresInDays its life, at most a year
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ApiTokenRequest(
        @NotBlank @Size(max = 80) String name,
        @NotEmpty @Size(max = 100) List<@NotNull @Size(max = 60) String> permissions,
        @NotNull @Min(1) @Max(365) Integer expiresInDays) {}
