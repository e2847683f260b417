package org.dalgo.light.registry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A connector as a package of PyPI.
 *
 * @param distribution name of the package, for example {@code airbyte-source-file}
 * @param version exact version
 * @param name as people know it
 * @param image repository of the image that a real Airbyte runs, for example {@code airbyte/source-file}
 * @param python the Python that it was tried with, for example {@code 3.11}; another one is taken when it is absent
 * @param licence as the package says
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConnectorPackage(
        @JsonProperty("package") String distribution,
        String version,
        String name,
        String image,
        String python,
        String licence) {

    /** Package and version as pip reads them. */
    public String requirement() {
        return distribution + "==" + version;
    }
}
