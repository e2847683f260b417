package org.dalgo.operator;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Supplier;

/** What a command and the person before it say to each other; the place where a command waits for its work. */
final class Terminal {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Without signs that look alike. */
    private static final String PASSWORD_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_LENGTH = 20;

    private Terminal() {}

    /** A new password: made up and shown once, or requested twice, or the first line of what is piped in. */
    static String newPassword(boolean generate, PrintWriter out) {
        if (generate) {
            String password = generatePassword();
            out.println("password, shown this once: " + password);
            return password;
        }
        Console console = System.console();
        return console == null ? readPassword() : promptPassword(console);
    }

    private static String generatePassword() {
        SecureRandom random = new SecureRandom();
        return random.ints(PASSWORD_LENGTH, 0, PASSWORD_ALPHABET.length())
                .mapToObj(i -> PASSWORD_ALPHABET.substring(i, i + 1))
                .collect(java.util.stream.Collectors.joining());
    }

    private static String promptPassword(Console console) {
        char[] first = console.readPassword("new password: ");
        char[] second = console.readPassword("once more: ");
        if (first == null || !java.util.Arrays.equals(first, second)) {
            throw new CommandFailure("the two are not the same; nothing was changed");
        }
        return new String(first);
    }

    private static String readPassword() {
        try {
            // Not closed: standard input is not ours.
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            if (line == null || line.isEmpty()) {
                throw new CommandFailure(
                        "a new password is the first line of standard input, or use --generate; nothing was changed");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the work; at most two minutes. */
    static <T> T await(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(
                    () -> work.get().ifNoItem().after(LIMIT).fail());
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
