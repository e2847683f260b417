package org.dalgo.light.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.dalgo.light.FakePackage;
import org.dalgo.light.TestConfinement;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.light.registry.ConnectorPackage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By pip, which every Python has: uv differs in its speed. */
class ConnectorEnvironmentsTest {

    @TempDir
    Path folder;

    private List<String> arguments;

    @BeforeEach
    void writePackage() throws Exception {
        arguments = FakePackage.writeTo(Files.createDirectory(folder.resolve("wheels")));
    }

    @Test
    void isMadeOnceAndKeptWithItsSpecification() throws Exception {
        List<String> said = new ArrayList<>();

        ConnectorEnvironment made = environments("python3").of(FakePackage.FAKE, said::add);

        assertThat(made.specification().at("/connectionSpecification/properties/password/airbyte_secret"))
                .hasToString("true");
        assertThat(said).anyMatch(line -> line.contains("installing airbyte-source-fake==1.0 by pip"));
        said.clear();
        Files.writeString(made.folder().resolve("kept"), "");
        ConnectorEnvironment again = environments("python3").of(FakePackage.FAKE, said::add);
        assertThat(said).isEmpty();
        assertThat(again.folder()).isDirectoryContaining("glob:**/kept");
        assertThat(again.specification()).isEqualTo(made.specification());
    }

    @Test
    void aPackageThatDoesNotInstallSaysWhyAndLeavesNothing() throws Exception {
        ConnectorPackage absent = FakePackage.named("airbyte-source-absent");

        assertThatThrownBy(() -> environments("python3").of(absent, line -> {}))
                .isInstanceOf(EnvironmentFailure.class)
                .hasMessageContaining("airbyte-source-absent==1.0 could not be installed")
                .hasMessageContaining("No matching distribution found");
        try (Stream<Path> left = Files.list(folder.resolve("connectors"))) {
            assertThat(left)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("airbyte-source-absent-1.0.lock");
        }
    }

    @Test
    void aPackageThatItsPythonBreaksIsNotReady() throws Exception {
        ConnectorPackage broken = FakePackage.named("airbyte-source-broken");
        FakePackage.writeTo(folder.resolve("wheels"), broken, "raise ValueError('mutable default, use a factory')\n");

        assertThatThrownBy(() -> environments("python3").of(broken, line -> {}))
                .isInstanceOf(EnvironmentFailure.class)
                .hasMessageContaining("The connector ended with status 1")
                .hasMessageContaining("ValueError: mutable default, use a factory");
    }

    /** What runs outside of the sandbox must not be a package's own. */
    @ParameterizedTest
    @ValueSource(strings = {"data/pyvenv.cfg", "data/bin/python", "scripts/python"})
    void aPackageThatReplacesItsPythonIsRefused(String file) throws Exception {
        ConnectorPackage hostile = FakePackage.named("airbyte-source-hostile");
        Path planted = folder.resolve("planted");
        String text = file.endsWith(".cfg")
                ? "home = " + folder + "\ninclude-system-site-packages = false\n"
                : "#!/bin/sh\ntouch " + planted + "\n";
        FakePackage.writeTo(folder.resolve("wheels"), hostile, "def main(): pass\n", Map.of(file, text));

        assertThatThrownBy(() -> environments("python3").of(hostile, line -> {}))
                .isInstanceOf(EnvironmentFailure.class)
                .hasMessageContaining("it replaces the Python of its environment, which no connector has to");
        assertThat(planted).doesNotExist();
    }

    @Test
    void aPackageIsInstalledWithoutOurEnvironment() {
        String variables =
                PackageInstaller.run(Duration.ofSeconds(20), List.of("env")).output();

        assertThat(variables.lines().map(line -> line.split("=", 2)[0]))
                .contains("PATH", "HOME")
                .allMatch(name -> List.of("PATH", "HOME", "LANG", "TMPDIR").contains(name)
                        || Stream.of("PIP_", "UV_", "PYENV_", "XDG_", "SSL_CERT_")
                                .anyMatch(name::startsWith)
                        || Stream.of("_PROXY", "_CA_BUNDLE").anyMatch(name.toUpperCase(Locale.ROOT)::endsWith));
    }

    @Test
    void aMissingPythonIsNamed() {
        ConnectorPackage old = new ConnectorPackage("airbyte-source-fake", "1.0", "Fake", "test/fake", "3.98", "none");

        assertThatThrownBy(() -> environments("python3.99").of(old, line -> {}))
                .isInstanceOf(EnvironmentFailure.class)
                .hasMessageContaining("needs Python 3.98")
                .hasMessageContaining("looked for python3.98, python3.99");
    }

    private ConnectorEnvironments environments(String python) {
        return new ConnectorEnvironments(
                new EnvironmentOptions(
                        folder.resolve("connectors"), Duration.ofMinutes(2), List.of(python), arguments, false),
                ConnectorLimits.usual(),
                TestConfinement.reading());
    }
}
