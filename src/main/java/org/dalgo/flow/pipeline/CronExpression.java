package org.dalgo.flow.pipeline;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.google.re2j.Pattern;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.dalgo.platform.error.Failure;

/**
 * A schedule as people give it: five fields, read in UTC. Checked here because Prefect also takes what nobody means
 * (seconds, random and hashed values) and refuses the rest in words that nobody understands.
 */
final class CronExpression {

    private static final int MAX_LENGTH = 100;
    private static final Pattern WHITESPACE = Pattern.compile("\\s+");
    private static final Pattern FULL_STOP = Pattern.compile("\\.$");
    private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Za-z*,/ -]+");
    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private CronExpression() {}

    /**
     * The expression with single spaces, or null when it is empty, which stands for runs on demand only.
     *
     * @throws Failure BAD_REQUEST naming the field and the reason
     */
    static String normalise(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String cron = WHITESPACE.matcher(text.strip()).replaceAll(" ");
        if (cron.length() > MAX_LENGTH) {
            throw invalid("it is longer than " + MAX_LENGTH + " characters");
        }
        if (WHITESPACE.split(cron).length != 5) {
            throw invalid("it needs five fields: minute, hour, day of month, month, day of week");
        }
        if (!CHARACTERS.matcher(cron).matches()) {
            throw invalid("only numbers, names of days and months and the characters * , - / may stand in it");
        }
        requireNextExecution(parse(cron));
        return cron;
    }

    private static Cron parse(String cron) {
        try {
            return UNIX.parse(cron).validate();
        } catch (IllegalArgumentException e) {
            throw invalid(reason(e));
        }
    }

    private static void requireNextExecution(Cron cron) {
        if (ExecutionTime.forCron(cron)
                .nextExecution(ZonedDateTime.now(ZoneOffset.UTC))
                .isEmpty()) {
            throw invalid("that day never comes");
        }
    }

    /** The library wraps the reason into sentences about its own parsing. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null
                ? "it cannot be read"
                : FULL_STOP.matcher(message).replaceFirst("");
    }

    private static Failure invalid(String reason) {
        return Failure.badRequest("cron: not a usable schedule: " + reason);
    }
}
