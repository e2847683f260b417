package org.dalgo.sandbox.prefect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.StartupFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {

    @TempDir
    Path folder;

    private Path lock;

    @BeforeEach
    void writeLock() throws Exception {
        // No package, no index: how environments are made can be tried without either.
        lock = folder.resolve("lock.txt");
        Files.writeString(lock, "# nothing is installed\n");
    }

    @Test
    void isMadeOncePerLock() throws Exception {
        PythonEnvironment first = environment();
        Files.writeString(first.folder().resolve("kept"), "");

        assertThat(environment().folder()).isEqualTo(first.folder()).isDirectoryContaining("glob:**/kept");
        assertThat(ExternalProcess.run(
                                Duration.ofSeconds(10), List.of(first.python().toString(), "-c", "import sys"))
                        .succeeded())
                .isTrue();

        Files.writeString(lock, "# another lock\n");
        assertThat(environment().folder()).isNotEqualTo(first.folder());
    }

    @Test
    void isMadeAnewWhenItsCreationWasInterrupted() throws Exception {
        PythonEnvironment environment = environment();
        Files.delete(environment.folder().resolve("complete"));
        Files.delete(environment.python());
        Files.writeString(environment.folder().resolve("left over"), "");

        PythonEnvironment again = environment();

        assertThat(again.folder()).isEqualTo(environment.folder());
        assertThat(again.folder().resolve("left over")).doesNotExist();
        assertThat(again.python()).exists();
    }

    @Test
    void namesThePackageThatCouldNotBeInstalled() throws Exception {
        Files.writeString(lock, folder.resolve("no-such-package") + "\n");

        assertThatThrownBy(this::environment)
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("could not be installed")
                .hasMessageContaining("no-such-package");
    }

    @Test
    void saysHowToGetAPythonWhenThereIsNone() {
        assertThatThrownBy(() -> PythonEnvironment.of(lock, folder, Optional.of("no-such-python")))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("no Python 3.10 or newer found (looked for no-such-python)")
                .hasMessageContaining("apt install python3 python3-venv")
                .hasMessageContaining("dalgo.dev.python");
    }

    @Test
    void namesDebiansPackageWhenVenvIsMissing() throws Exception {
        Path python = folder.resolve("python-without-venv");
        Files.writeString(
                python,
                """
                #!/bin/sh
                case "$*" in
                  *venv*) echo 'The virtual environment was not created successfully because ensurepip is not available.'; exit 1;;
                  *) printf "%s\\n" "the answer:" 11 3.11.2 linux-x86_64 "$0";;
                esac
                """);
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> PythonEnvironment.of(lock, folder, Optional.of(python.toString())))
                .hasMessageContaining("apt install python3.11-venv");
    }

    private PythonEnvironment environment() {
        return PythonEnvironment.of(lock, folder, Optional.empty());
    }
}
