package org.dalgo.flow.pipeline;

import com.google.re2j.Pattern;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dalgo.flow.pipeline.CronField.Kind;
import org.dalgo.platform.error.Failure;

/**
 * A schedule as people give it: five fields, read in UTC. Prefect is the judge: what its library croniter reads is taken,
 * and what it finds no date for is refused. Random and hashed values are refused, as is a field for seconds.
 */
final class CronExpression {

    private static final int MAX_LENGTH = 100;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private static final String CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz*,/-?#";

    /** Years after which croniter gives up. */
    private static final int MAX_YEARS = 50;

    private final CronField minute;
    private final CronField hour;
    private final CronField day;
    private final CronField month;
    private final CronField weekday;

    private CronExpression(CronField minute, CronField hour, CronField day, CronField month, CronField weekday) {
        this.minute = minute;
        this.hour = hour;
        this.day = day;
        this.month = month;
        this.weekday = weekday;
    }

    /**
     * The expression with single spaces, or null when it is empty, which stands for runs on demand only.
     *
     * @throws Failure BAD_REQUEST with the reason, for one that cannot be read; INVALID for one that never comes
     */
    static String normalise(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > MAX_LENGTH) {
            throw invalid("it is longer than " + MAX_LENGTH + " characters");
        }
        String[] fields = BLANKS.split(text.strip());
        if (fields.length != 5) {
            throw invalid("it needs five fields: minute, hour, day of month, month, day of week");
        }
        for (String field : fields) {
            requireReadable(field.toLowerCase(Locale.ROOT));
        }
        if (!parse(fields).hasDateAfter(LocalDate.now(ZoneOffset.UTC))) {
            throw Failure.invalid(
                    "cron", "This schedule never comes: no such day exists. Change the day or the month.");
        }
        return String.join(" ", fields);
    }

    /**
     * The latest time at which a schedule was due.
     *
     * @param cron a normalised expression
     * @param from not earlier than this
     * @param to not later than this
     * @return the time, a whole minute; empty when it was not due in between
     */
    static Optional<Instant> latestDue(String cron, Instant from, Instant to) {
        return parse(BLANKS.split(cron)).latestDue(from, to);
    }

    private Optional<Instant> latestDue(Instant from, Instant to) {
        LocalDateTime first = LocalDateTime.ofInstant(from, ZoneOffset.UTC);
        LocalDateTime last = LocalDateTime.ofInstant(to, ZoneOffset.UTC);
        return first.toLocalDate()
                .datesUntil(last.toLocalDate().plusDays(1))
                .filter(this::isOn)
                .flatMap(this::timesOn)
                .filter(time -> !time.isBefore(first) && !time.isAfter(last))
                .max(Comparator.naturalOrder())
                .map(time -> time.toInstant(ZoneOffset.UTC));
    }

    private Stream<LocalDateTime> timesOn(LocalDate date) {
        return IntStream.range(0, 24).filter(hour::includes).boxed().flatMap(of -> IntStream.range(0, 60)
                .filter(minute::includes)
                .mapToObj(at -> date.atTime(of, at)));
    }

    /** As in {@link #hasDateAfter}, for one date. */
    private boolean isOn(LocalDate date) {
        if (!month.includes(date.getMonthValue())) {
            return false;
        }
        boolean onWeekday = weekday.nth().isEmpty() ? isWeekday(date) : isNthWeekday(date);
        return day.any() || weekday.any() || !weekday.nth().isEmpty()
                ? onWeekday && isDay(date)
                : onWeekday || isDay(date);
    }

    private static void requireReadable(String field) {
        if (!field.chars().allMatch(c -> CHARACTERS.indexOf(c) >= 0)) {
            throw invalid("only numbers, names of days and months and the characters * , - / ? # may stand in it");
        }
    }

    private static CronExpression parse(String[] fields) {
        try {
            return new CronExpression(
                    CronField.parse(Kind.MINUTE, fields[0]),
                    CronField.parse(Kind.HOUR, fields[1]),
                    CronField.parse(Kind.DAY, fields[2]),
                    CronField.parse(Kind.MONTH, fields[3]),
                    CronField.parse(Kind.WEEKDAY, fields[4]));
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /**
     * With a day of the month and a day of the week, either is enough. Yet croniter fails when one of the two never
     * comes. Places like the second Monday are looked at in either case.
     */
    private boolean hasDateAfter(LocalDate today) {
        Predicate<LocalDate> byWeekday = weekday.nth().isEmpty() ? this::isWeekday : this::isNthWeekday;
        if (day.any() || weekday.any()) {
            return exists(today, byWeekday.and(this::isDay));
        }
        Predicate<LocalDate> byDay = this::isDay;
        return exists(today, weekday.nth().isEmpty() ? byDay : byDay.and(byWeekday)) && exists(today, byWeekday);
    }

    private boolean exists(LocalDate today, Predicate<LocalDate> matches) {
        LocalDate end = today.plusYears(MAX_YEARS);
        LocalDate date = today;
        while (date.isBefore(end)) {
            if (!month.includes(date.getMonthValue())) {
                date = date.withDayOfMonth(1).plusMonths(1);
            } else if (matches.test(date)) {
                return true;
            } else {
                date = date.plusDays(1);
            }
        }
        return false;
    }

    private boolean isDay(LocalDate date) {
        return day.includes(date.getDayOfMonth()) || isLastDay(date);
    }

    /** A number beyond the end of the month leads croniter past the last day. */
    private boolean isLastDay(LocalDate date) {
        int length = date.lengthOfMonth();
        return day.last()
                && date.getDayOfMonth() == length
                && day.values().stream().noneMatch(value -> value > length);
    }

    private boolean isWeekday(LocalDate date) {
        return weekday.includes(number(date.getDayOfWeek()));
    }

    private boolean isNthWeekday(LocalDate date) {
        Set<Integer> places = weekday.nth().getOrDefault(number(date.getDayOfWeek()), Set.of());
        int place = (date.getDayOfMonth() - 1) / 7 + 1;
        return places.contains(place)
                || (places.contains(CronField.LAST) && date.getDayOfMonth() + 7 > date.lengthOfMonth());
    }

    private static int number(DayOfWeek weekday) {
        return weekday.getValue() % 7;
    }

    private static Failure invalid(String reason) {
        return Failure.badRequest("cron: not a usable schedule: " + reason);
    }
}
