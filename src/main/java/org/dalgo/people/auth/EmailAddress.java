package org.dalgo.people.auth;

import com.google.re2j.Pattern;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.dalgo.platform.error.Failure;

/**
 * E-mail addresses in the one form in which they are stored and compared: small letters, the domain in its ASCII form. So
 * an international domain and its punycode are the same address.
 */
public final class EmailAddress {

    private static final Pattern DOT = Pattern.compile("\\.");

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL_BYTES = 64;
    private static final String LOCAL_PUNCTUATION = "!#$%&'*+-/=?^_`{|}~.";
    private static final String PUNYCODE = "xn--";

    /** IDNA 2003 maps these to other letters, and the mail would go to another domain. */
    private static final String AMBIGUOUS = "\u00DF\u1E9E\u03C2";

    private EmailAddress() {}

    /**
     * The stored form of an address.
     *
     * @param field name of the request's field; fails with INVALID when its text is not an address
     */
    public static String require(String text, String field) {
        return parse(text)
                .orElseThrow(() -> Failure.invalid(
                        field, "This is not an e-mail address. Check it for missing parts, double dots and spaces."));
    }

    /** The form by which an account is found; text that is not an address stays as it is. */
    public static String forLookup(String text) {
        return parse(text).orElse(text);
    }

    /** Whether both texts are the same address. */
    public static boolean isSame(String one, String other) {
        return forLookup(one).equalsIgnoreCase(forLookup(other));
    }

    /** The stored form, or empty when the text is not an address. Spaces around it do not count. */
    public static Optional<String> parse(String text) {
        if (text == null || text.length() > MAX_LENGTH || !text.codePoints().allMatch(EmailAddress::isVisible)) {
            return Optional.empty();
        }
        String address = text.strip();
        int at = address.indexOf('@');
        if (at < 1 || at != address.lastIndexOf('@')) {
            return Optional.empty();
        }
        String local = Normalizer.normalize(address.substring(0, at), Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT);
        return isLocalPart(local)
                ? asciiDomain(address.substring(at + 1))
                        .map(domain -> local + "@" + domain)
                        .filter(found -> found.length() <= MAX_LENGTH)
                : Optional.empty();
    }

    /** Spaces pass here and are refused between the parts. */
    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }

    private static boolean isLocalPart(String local) {
        return local.getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_BYTES
                && !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..")
                && local.codePoints().allMatch(EmailAddress::isLocalCharacter);
    }

    private static boolean isLocalCharacter(int codePoint) {
        return Character.isLetterOrDigit(codePoint)
                || LOCAL_PUNCTUATION.indexOf(codePoint) >= 0
                || Character.getType(codePoint) == Character.NON_SPACING_MARK
                || Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
    }

    private static Optional<String> asciiDomain(String domain) {
        if (domain.codePoints().anyMatch(codePoint -> AMBIGUOUS.indexOf(codePoint) >= 0)) {
            return Optional.empty();
        }
        try {
            // Decoded first: punycode of capitals and the like has one canonical form too.
            String ascii = toAscii(IDN.toUnicode(toAscii(domain), IDN.ALLOW_UNASSIGNED));
            return isDomain(ascii) ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String toAscii(String domain) {
        return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED)
                .toLowerCase(Locale.ROOT);
    }

    private static boolean isDomain(String ascii) {
        int lastDot = ascii.lastIndexOf('.');
        if (lastDot < 1 || ascii.startsWith(".") || ascii.contains("..") || ascii.length() - lastDot < 3) {
            return false;
        }
        for (String label : DOT.split(IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED), -1)) {
            // What cannot be decoded comes back as it is.
            if (label.startsWith(PUNYCODE)) {
                return false;
            }
        }
        return Character.isLetter(ascii.charAt(lastDot + 1));
    }
}
