package org.dalgo.sandbox.airbyte;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dalgo.light.confinement.ConfinementOptions;
import org.dalgo.platform.net.AddressPolicy;
import org.dalgo.platform.startup.Folders;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.RealConnectors;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.config.Timing;

/** The Airbyte stand-in of dev mode. */
@ConfigMapping(prefix = "dalgo.sandbox.airbyte")
public interface AirbyteSandboxConfig {

    /** Whether dev mode starts it; off when a real Airbyte is used. */
    @WithDefault("true")
    boolean enabled();

    /** Port it listens on, 127.0.0.1 only. */
    @WithDefault("8000")
    int port();

    /** Release of Airbyte that it imitates: 0.58.0, 0.63.13, 1.4.1, 1.8.0 or 2.0.0. */
    @WithDefault("2.0.0")
    String version();

    /** Authentication that it requires. */
    @WithDefault("none")
    SandboxConfig.Auth auth();

    /** User of basic authentication, or client id. */
    @WithDefault("airbyte")
    String user();

    /** Password of basic authentication, or client secret. */
    @WithDefault("password")
    String secret();

    /** Duration of its jobs: {@code dev} for people who watch, {@code ci} for tests. */
    @WithDefault("dev")
    Pace timing();

    /**
     * What reads its sources Faker and File: {@code real} for Airbyte's own connectors, which need Python 3.10 or 3.11 and,
     * once, PyPI; {@code canned} for imitations that are kinder than these.
     */
    @WithDefault("real")
    Sources sources();

    /** Folder of caches; environments of connectors stand in it. */
    @WithDefault("${dalgo.dev.cache-dir:${XDG_CACHE_HOME:${user.home}/.cache}/dalgo}")
    Path cacheDir();

    /** Folder of the package {@code dalgo_flows}, whose sandbox confines Airbyte's own connectors. */
    @WithDefault("${dalgo.dev.python-path:src/main/python}")
    Path pythonPath();

    /**
     * Folders whose files Airbyte's own connectors may read: for sources File of the storage {@code local}. Unset: that of
     * the demo's file.
     */
    Optional<List<Path>> readableFolders();

    /** File that keeps its state over a live reload and a restart. Unset: beside the database of dev mode. */
    Optional<Path> snapshot();

    /** Data folder of dev mode, with one folder for each checkout. */
    @WithDefault("${dalgo.dev.data-dir:${XDG_DATA_HOME:${user.home}/.local/share}/dalgo}")
    Path dataDir();

    /** How long things take. */
    enum Pace {
        DEV,
        CI
    }

    /** What reads. */
    enum Sources {
        REAL,
        CANNED
    }

    /**
     * In the format of the stand-in.
     *
     * @param addresses what its connectors may reach
     */
    default SandboxConfig settings(AddressPolicy addresses) {
        SandboxConfig settings = SandboxConfig.dev()
                .withPort(port())
                .withVersion(EmulatedVersion.of(version().toLowerCase(Locale.ROOT)))
                .withAuth(auth(), user(), secret())
                .withTiming(timing() == Pace.DEV ? Timing.dev() : Timing.ci())
                .withSnapshot(snapshot().orElseGet(() -> ofThisWorkingCopy().resolve("airbyte-sandbox.json")));
        List<Path> readable =
                readableFolders().orElseGet(() -> List.of(ofThisWorkingCopy().resolve("demo-files")));
        return sources() == Sources.REAL
                ? settings.withRealConnectors(new RealConnectors(
                        cacheDir().resolve("connectors"), new ConfinementOptions(pythonPath(), readable, addresses)))
                : settings;
    }

    /**
     * The folder that the database of the demo organisation is in, too. Its rows name workspaces and connections: both have
     * to live equally long.
     */
    private Path ofThisWorkingCopy() {
        return dataDir().resolve(Folders.workingCopyName(Path.of("")));
    }
}
