package org.dalgo.sandbox.prefect;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Processes that dev mode starts beside the application, and their folders. */
@ConfigMapping(prefix = "dalgo.dev")
public interface DevConfig {

    /**
     * Data folder of dev mode: databases, checkouts, Prefect's own files. Each working copy has its own subfolder, outside
     * of the working copy. So neither {@code git clean} nor {@code mvn clean} deletes data.
     */
    @WithDefault("${XDG_DATA_HOME:${user.home}/.local/share}/dalgo")
    Path dataDir();

    /** Cache folder that all working copies share: Python environments. */
    @WithDefault("${XDG_CACHE_HOME:${user.home}/.cache}/dalgo")
    Path cacheDir();

    /** Python to use, a name or a path. Unset: the first of {@code python3}, {@code python3.12}, … that is 3.10 or newer. */
    Optional<String> python();

    /** Exact versions of everything in the Python environment. */
    @WithDefault("src/main/python/locks/worker.txt")
    Path pythonLock();

    /** Folder of the package {@code dalgo_flows}. */
    @WithDefault("src/main/python")
    Path pythonPath();

    /** The local Prefect. */
    Prefect prefect();

    /** The local Prefect. */
    interface Prefect {

        /** Whether dev mode starts a Prefect server and a worker. */
        @WithDefault("true")
        boolean enabled();

        /** Port of the server, on 127.0.0.1. */
        @WithDefault("4200")
        int port();

        /** Address of Prefect. Any other address than the local server's means that nothing is started. */
        @WithDefault("${dalgo.prefect.url:http://127.0.0.1:4200/api}")
        URI url();

        /** Work pool that the worker serves. */
        @WithDefault("${dalgo.prefect.work-pool:dalgo}")
        String workPool();

        /** Queues of that pool that the worker polls. */
        @WithDefault("ddp,manual-dbt")
        List<String> queues();

        /** Flow runs that the worker carries out at the same time; each is a Python process of about 200 MB. */
        @WithDefault("4")
        int concurrentRuns();
    }
}
