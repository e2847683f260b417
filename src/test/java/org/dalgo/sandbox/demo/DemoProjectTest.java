package org.dalgo.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.platform.startup.StartupFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoProjectTest {

    private final GitCommand gitCommand = new GitCommand();

    @TempDir
    Path folder;

    @Test
    void everyFileOfTheProjectIsPublished() throws Exception {
        Path root = Path.of("src/main/resources/sandbox/dbt");
        try (Stream<Path> files = Files.walk(root)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
            assertThat(DemoProject.FILES).containsExactlyInAnyOrderElementsOf(found);
        }
    }

    @Test
    void canBeClonedFromAFolderWithABlankInItsName() {
        URI address = new DemoProject(folder.resolve("a folder")).publish();

        gitCommand.run(folder, "clone", "--quiet", address.toString(), "copy");
        assertThat(folder.resolve("copy/dbt_project.yml")).exists();
        assertThat(folder.resolve("copy/seeds/programmes.csv")).content().contains("जल और स्वच्छता");
    }

    @Test
    void publishedAgainItStaysAsItIs() {
        URI address = new DemoProject(folder).publish();
        String first = head();

        assertThat(new DemoProject(folder).publish()).isEqualTo(address);
        assertThat(head()).isEqualTo(first);
    }

    @Test
    void keepsWhatAPersonPushed() throws Exception {
        URI address = new DemoProject(folder).publish();
        gitCommand.run(folder, "clone", "--quiet", address.toString(), "copy");
        Path copy = folder.resolve("copy");
        Files.writeString(copy.resolve("models/mine.sql"), "select 1 as one");
        gitCommand.run(copy, "add", "--all");
        gitCommand.run(copy, "commit", "--quiet", "--message", "Mine");
        gitCommand.run(copy, "push", "--quiet");
        String mine = head();

        new DemoProject(folder).publish();
        assertThat(head()).isEqualTo(mine);
    }

    @Test
    void saysWhatToDoWhenGitIsMissing() {
        assertThatThrownBy(() -> new GitCommand("git-that-is-not-there").run(folder, "version"))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("apt install git")
                .hasMessageContaining("dalgo.demo.enabled=false");
    }

    private String head() {
        return gitCommand.run(folder.resolve("dbt.git"), "rev-parse", "main");
    }
}
