package org.dalgo.data.ingest;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.dalgo.upstream.airbyte.definition.ConnectorImage;

/**
 * A source connector that every organisation of this installation gets.
 *
 * @param name as people know it; the web app finds the forms that it has for some of them by this name
 * @param repository image, without its version
 * @param tag version of the image
 */
@RegisterForReflection
public record CustomConnector(String name, String repository, String tag) {

    private static final Pattern FORM = Pattern.compile("\\s*([^=]+?)\\s*=\\s*(\\S+):([^:/\\s]+)\\s*");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** Airbyte takes no connector without one. */
    private static final String DOCUMENTATION = "https://docs.airbyte.com/connector-development";

    /** Reads {@code KoboToolbox=example/source-kobotoolbox:0.3.0}. Configuration finds this method by its name. */
    public static CustomConnector of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "write a connector as name=image:version, for example KoboToolbox=example/source-kobotoolbox:0.3.0: "
                            + text);
        }
        return new CustomConnector(parts.group(1), parts.group(2), parts.group(3));
    }

    ConnectorImage image() {
        return new ConnectorImage(name, repository, tag, DOCUMENTATION);
    }

    /** Whether this is a later version than the other one of the same image. */
    boolean isNewerThan(String other) {
        int[] ours = numbers(tag);
        int[] theirs = numbers(other);
        return Arrays.compare(ours, theirs) > 0;
    }

    private static int[] numbers(String version) {
        IntStream.Builder numbers = IntStream.builder();
        for (Matcher number = NUMBER.matcher(version); number.find(); ) {
            numbers.add(Integer.parseInt(number.group()));
        }
        return numbers.build().toArray();
    }
}
