package org.dalgo.data.connector;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;

/**
 * Patterns of specifications, matched in time that grows with the text only. A pattern that needs backtracking accepts
 * any text: Airbyte judges it.
 */
final class LinearPatterns {

    /** What a form sends for a secret that is stored. */
    private static final String MASK = "**********";

    private LinearPatterns() {}

    static RegularExpression compile(String expression) {
        try {
            Pattern pattern = Pattern.compile(expression);
            return text -> text.equals(MASK) || pattern.matcher(text).find();
        } catch (PatternSyntaxException e) {
            return text -> true;
        }
    }
}
