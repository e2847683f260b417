package org.dalgo.upstream.prefect.server;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the server is and can do.
 *
 * @param version for example {@code 3.8.8}
 * @param logStreaming both settings that make the log socket speak are on; else it stays silent for ever, and logs must
 *     be polled
 * @param defaultLimit most rows a listing may request
 */
public record PrefectInfo(String version, boolean logStreaming, int defaultLimit) {

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6}).*");

    /** True from 3.4.7, the first with a log socket and with every route used here. */
    public boolean supported() {
        return atLeast(3, 4, 7);
    }

    /** True from 3.7.5, the first that ends a run which hangs in CANCELLING. */
    public boolean endsHangingCancellations() {
        return atLeast(3, 7, 5);
    }

    /**
     * What an operator should change, in sentences.
     *
     * @param pageSize rows that we request in one page
     */
    public List<String> warnings(int pageSize) {
        List<String> warnings = new ArrayList<>();
        if (!supported()) {
            warnings.add("Prefect " + version + " is too old: version 3.4.7 or newer is needed.");
        } else if (!endsHangingCancellations()) {
            warnings.add("Prefect " + version + " does not end hanging cancellations: version 3.7.5 or newer does.");
        }
        if (!logStreaming) {
            warnings.add("Prefect does not stream logs, so they come later: set PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED"
                    + " and PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED.");
        }
        if (defaultLimit < pageSize) {
            warnings.add("Prefect refuses pages of " + pageSize + " rows: set PREFECT_SERVER_API_DEFAULT_LIMIT or"
                    + " lower dalgo.prefect.page-size to " + defaultLimit + ".");
        }
        return List.copyOf(warnings);
    }

    /** Whether it can be worked with at all: old servers lack routes, and smaller pages are refused. */
    public boolean usable(int pageSize) {
        return supported() && defaultLimit >= pageSize;
    }

    private boolean atLeast(int major, int minor, int patch) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            return false;
        }
        int[] have = {part(numbers, 1), part(numbers, 2), part(numbers, 3)};
        int[] want = {major, minor, patch};
        return Arrays.compare(have, want) >= 0;
    }

    private static int part(Matcher numbers, int group) {
        return Integer.parseInt(numbers.group(group));
    }
}
