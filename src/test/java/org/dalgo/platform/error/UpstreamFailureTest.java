package org.dalgo.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.junit.jupiter.api.Test;

class UpstreamFailureTest {

    @Test
    void distinguishesWhatWasSaidFromWhatWasNeverSent() {
        assertThat(kindsOf(UpstreamFailure::isNotFound)).containsExactly(Kind.NOT_FOUND);
        assertThat(kindsOf(UpstreamFailure::isConflict)).containsExactly(Kind.CONFLICT);
        assertThat(kindsOf(UpstreamFailure::isPermanent))
                .containsExactly(Kind.REFUSED, Kind.NOT_FOUND, Kind.CONFLICT, Kind.INVALID);
        assertThat(kindsOf(UpstreamFailure::wasNeverSent)).containsExactly(Kind.UNREACHABLE, Kind.UNAVAILABLE);
    }

    @Test
    void claimsNothingAboutOtherFailures() {
        IOException other = new IOException("no");

        assertThat(UpstreamFailure.isNotFound(other)).isFalse();
        assertThat(UpstreamFailure.isConflict(other)).isFalse();
        assertThat(UpstreamFailure.isPermanent(other)).isFalse();
        assertThat(UpstreamFailure.wasNeverSent(other)).isFalse();
    }

    /** What was never sent has a known outcome, and so has what was refused. */
    @Test
    void knowsTheOutcomeOfWhatWasNeverSentOrIsPermanent() {
        assertThat(kindsOf(failure -> ((UpstreamFailure) failure).outcomeUnknown()))
                .doesNotContainAnyElementsOf(kindsOf(UpstreamFailure::wasNeverSent))
                .doesNotContainAnyElementsOf(kindsOf(UpstreamFailure::isPermanent));
    }

    private static List<Kind> kindsOf(Predicate<Throwable> predicate) {
        return Arrays.stream(Kind.values())
                .filter(kind -> predicate.test(new UpstreamFailure("Test", kind, "no", null)))
                .toList();
    }
}
