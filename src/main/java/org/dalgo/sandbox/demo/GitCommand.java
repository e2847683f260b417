package org.dalgo.sandbox.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dalgo.platform.startup.StartupFailure;

/** The git of this machine, which workers need too, without the settings of the person who runs it. */
final class GitCommand {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String program;

    GitCommand() {
        this("git");
    }

    GitCommand(String program) {
        this.program = program;
    }

    /** Runs one command in the folder and answers what it printed; fails when git is missing or says no. */
    String run(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                program,
                "-c",
                "user.name=Dalgo",
                "-c",
                "user.email=demo@dalgo.invalid",
                "-c",
                "commit.gpgsign=false",
                // Made by this user a moment ago; git would refuse it in a container with mapped users.
                "-c",
                "safe.directory=*"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("LC_ALL", "C");
        return output(start(builder), arguments[0]);
    }

    private Process start(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new StartupFailure(
                    "git is missing: the demo organisation and the workers need it. Install it (Debian: apt install git) or"
                            + " go without the demo: dalgo.demo.enabled=false");
        }
    }

    private static String output(Process process, String command) {
        process.onExit().orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            // Ends the read below, too.
            process.destroyForcibly();
            return process;
        });
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0) {
                throw new StartupFailure("git " + command + " failed (exit code " + code + "): " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("git " + command + " was cut off", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StartupFailure("git " + command + " was interrupted");
        }
    }
}
