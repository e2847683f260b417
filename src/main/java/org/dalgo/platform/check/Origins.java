package org.dalgo.platform.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/** Origins of CORS as Quarkus reads them: texts, {@code *}, or patterns between slashes. */
final class Origins {

    /** Origins that no web app has; an allowed pattern that matches one of them matches far too much. */
    private static final List<String> FOREIGN = List.of("https://foreign.example", "http://foreign.invalid:8080");

    private Origins() {}

    /** Whether one of the origins lets foreign pages in. */
    static boolean areOpen(List<String> origins) {
        return origins.stream().anyMatch(Origins::isOpen);
    }

    private static boolean isOpen(String origin) {
        if (origin.equals("*") || origin.equals("null")) {
            return true;
        }
        boolean pattern = origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/");
        return pattern && matchesForeign(origin.substring(1, origin.length() - 1));
    }

    private static boolean matchesForeign(String expression) {
        try {
            Pattern pattern = Pattern.compile(expression);
            return FOREIGN.stream().anyMatch(pattern::matches);
        } catch (PatternSyntaxException e) {
            // Not judged, hence not trusted.
            return true;
        }
    }
}
