package org.dalgo.sandbox.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.startup.Folders;

/**
 * The demo's dbt project in a bare git repository on this machine, from which workers clone it. What a person pushed to
 * it stays; until then it follows the version of this application.
 */
final class DemoProject {

    /** Resources below {@link #ROOT}; a class path cannot be listed in every packaging, so they are named. */
    static final List<String> FILES = List.of(
            ".gitignore",
            "README.md",
            "dbt_project.yml",
            "selectors.yml",
            "macros/cells.sql",
            "macros/generate_schema_name.sql",
            "models/marts/_marts.yml",
            "models/marts/beneficiaries_by_programme.sql",
            "models/marts/enrolments_by_month.sql",
            "models/marts/gifts_by_month.sql",
            "models/marts/programme_plan.sql",
            "models/staging/_staging.yml",
            "models/staging/stg_beneficiaries.sql",
            "models/staging/stg_gifts.sql",
            "models/staging/stg_supporters.sql",
            "seeds/programmes.csv",
            "tests/every_programme_reached_its_target.sql");

    private static final String ROOT = "/sandbox/dbt/";
    private static final String SUBJECT = "Demo project, version ";
    private static final String BRANCH = "main";

    private final Path repository;
    private final GitCommand gitCommand;

    DemoProject(Path folder) {
        this.repository = folder.toAbsolutePath().normalize().resolve("dbt.git");
        this.gitCommand = new GitCommand();
    }

    /**
     * Makes the repository or brings it up to date. Blocks for as long as git takes.
     *
     * @return its address for {@code git clone}
     */
    URI publish() {
        Map<String, byte[]> files = read();
        String subject = SUBJECT + versionOf(files);
        try {
            Files.createDirectories(repository);
            // Harmless when it is one already.
            gitCommand.run(repository, "init", "--quiet", "--bare", ".");
            gitCommand.run(repository, "symbolic-ref", "HEAD", "refs/heads/" + BRANCH);
            if (isOutdated(subject)) {
                push(files, subject);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's dbt project cannot be written to " + repository, e);
        }
        return URI.create("file://" + repository.toUri().getRawPath().replaceAll("/$", ""));
    }

    private boolean isOutdated(String subject) {
        boolean empty = gitCommand
                .run(repository, "for-each-ref", "refs/heads/" + BRANCH)
                .isBlank();
        String newest = empty ? SUBJECT : gitCommand.run(repository, "log", "-1", "--format=%s", BRANCH);
        return newest.startsWith(SUBJECT) && !newest.equals(subject);
    }

    private void push(Map<String, byte[]> files, String subject) throws IOException {
        Path work = Files.createTempDirectory("dalgo-demo-project");
        try {
            gitCommand.run(work, "init", "--quiet", ".");
            gitCommand.run(work, "symbolic-ref", "HEAD", "refs/heads/" + BRANCH);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = work.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            gitCommand.run(work, "add", "--all", "--force", ".");
            gitCommand.run(work, "commit", "--quiet", "--message", subject);
            gitCommand.run(work, "push", "--quiet", "--force", repository.toString(), BRANCH);
        } finally {
            Folders.delete(work);
        }
    }

    private static Map<String, byte[]> read() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : FILES) {
            try (InputStream resource = DemoProject.class.getResourceAsStream(ROOT + name)) {
                if (resource == null) {
                    throw new IllegalStateException("resource " + ROOT + name + " is missing");
                }
                files.put(name, resource.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String versionOf(Map<String, byte[]> files) {
        MessageDigest digest = Sha256.digest();
        files.forEach((name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }
}
