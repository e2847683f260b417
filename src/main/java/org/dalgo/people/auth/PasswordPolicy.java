package org.dalgo.people.auth;

import com.google.re2j.Pattern;
import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dalgo.platform.error.Failure;

/**
 * Which passwords are good enough: long rather than colourful, and none that an attacker tries early (NIST SP
 * 800-63B, section 3.1.1.2). How early is zxcvbn's estimate, from lists of passwords, words and names, keyboards, dates
 * and repetitions (https://github.com/nulab/zxcvbn4j).
 */
public final class PasswordPolicy {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}0-9]+");
    private static final Pattern ENDING = Pattern.compile("[0-9[:punct:]]+$");

    static final int MIN_LENGTH = 8;

    /** A longer one adds work and no safety. */
    static final int MAX_LENGTH = 256;

    /** Guesses within which a password must not fall: the limits on sign-in allow fewer. */
    private static final double MIN_GUESSES = 1e7;

    /** Estimating takes time that grows with the square of the length; what starts well enough is good enough. */
    private static final int MAX_ESTIMATED_LENGTH = 24;

    /** Nor is there a word behind more different signs than this; to look for one would take a second. */
    private static final int MAX_ESTIMATED_SYMBOLS = 6;

    private static final String PRODUCT = "dalgo";

    private PasswordPolicy() {}

    /**
     * The rules for the password of an account.
     *
     * @param email address of its owner, or null while that is not known
     */
    public static Consumer<String> of(String email) {
        return password -> check("password", password, email);
    }

    /**
     * Refuses a password that is not good enough. Takes up to a tenth of a second: not for the event loop.
     *
     * @param field name of the field it came in
     * @param email address of its owner, or null while that is not known
     */
    static void check(String field, String password, String email) {
        if (password == null || password.length() < MIN_LENGTH) {
            throw Failure.invalid(field, "The password is too short. Use at least " + MIN_LENGTH + " characters.");
        }
        if (password.length() > MAX_LENGTH) {
            throw Failure.invalid(field, "The password is too long. Use at most " + MAX_LENGTH + " characters.");
        }
        String plain = password.strip().toLowerCase(Locale.ROOT);
        String owner = email == null ? "" : email.strip().toLowerCase(Locale.ROOT);
        if (email != null && resembles(plain, owner)) {
            throw Failure.invalid(field, "The password is too much like your e-mail address. Choose another one.");
        }
        if (stem(plain).equals(PRODUCT) || isGuessable(password, owner)) {
            throw Failure.invalid(
                    field, "The password is too easy to guess. Choose another one, such as a few unrelated words.");
        }
    }

    private static boolean isGuessable(String password, String owner) {
        String start = password.substring(0, Math.min(MAX_ESTIMATED_LENGTH, password.length()));
        return distinctSymbols(start) <= MAX_ESTIMATED_SYMBOLS
                && Estimator.ZXCVBN.measure(start, userInputs(owner)).getGuesses() < MIN_GUESSES;
    }

    private static long distinctSymbols(String text) {
        return text.chars()
                .filter(c -> !Character.isLetterOrDigit(c))
                .distinct()
                .count();
    }

    /** Words that an attacker knows beforehand. */
    private static List<String> userInputs(String owner) {
        List<String> known = new ArrayList<>(List.of(PRODUCT));
        for (String part : NO_WORD.split(owner)) {
            if (part.length() > 2) {
                known.add(part);
            }
        }
        return known;
    }

    private static String stem(String password) {
        return ENDING.matcher(password).replaceFirst("");
    }

    private static boolean resembles(String password, String email) {
        int at = email.indexOf('@');
        String name = at < 0 ? email : email.substring(0, at);
        return password.equals(email)
                || (stem(name).length() >= 4 && stem(password).equals(stem(name)));
    }

    /** Loaded with the first password that is chosen: a megabyte of words takes a moment. */
    private static final class Estimator {

        static final Zxcvbn ZXCVBN = new Zxcvbn();
    }
}
