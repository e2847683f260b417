package org.dalgo.upstream.git;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of sessions with git hosts, and of what they read into memory. */
@ConfigMapping(prefix = "dalgo.git")
public interface GitConfig {

    /** How long one git session may take, from the first byte to the last. */
    @WithDefault("60S")
    Duration timeout();

    /** Git sessions at the same time; each holds a repository in memory. */
    @WithDefault("4")
    int threads();

    /** Git sessions that may wait for a thread; further ones are refused. */
    @WithDefault("64")
    int queue();

    /** Most bytes that a host may send in one git session. */
    @WithDefault("64M")
    MemorySize maxDownload();

    /** Largest file that is read; larger ones stay in the repository and are not touched. */
    @WithDefault("1M")
    MemorySize maxFile();

    /** Most bytes of all files together that are read. */
    @WithDefault("5M")
    MemorySize maxContent();

    /** Most files that are read. */
    @WithDefault("5000")
    int maxFiles();
}
