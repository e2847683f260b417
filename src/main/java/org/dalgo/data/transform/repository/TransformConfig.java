package org.dalgo.data.transform.repository;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** dbt projects. */
@ConfigMapping(prefix = "dalgo.transform")
public interface TransformConfig {

    /**
     * Whether a repository may be a folder ({@code file:} address) of the machine that the worker runs on. For
     * development only: every person who sets up a dbt project could read other tenants' checkouts.
     */
    @WithDefault("false")
    boolean localRepositories();
}
