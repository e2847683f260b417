package org.dalgo.light.environment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How environments are made.
 *
 * @param folder holds all of them
 * @param limit longest time for making one, the trying of several Pythons included
 * @param pythons programs to try, in this order, after the one that the registry names
 * @param installArguments added to the installation, in the words that pip and uv share; for example {@code --index-url}
 * @param uv whether uv may be used; it is fetched into the folder when the machine has none, and pip stands in for it
 */
public record EnvironmentOptions(
        Path folder, Duration limit, List<String> pythons, List<String> installArguments, boolean uv) {

    /** What suits everybody who has no index of packages of their own. */
    public static EnvironmentOptions in(Path folder) {
        return new EnvironmentOptions(
                folder.toAbsolutePath(),
                Duration.ofMinutes(10),
                List.of("python3.11", "python3.10", "python3.12", "python3"),
                List.of(),
                true);
    }
}
