package org.dalgo.flow.run.log.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogCursorTest {

    private final LogCursor cursor = new LogCursor(UUID.randomUUID());

    @Test
    void comesBackAsThePlaceItStandsFor() {
        assertThat(cursor.position(cursor.at(0), 0)).isZero();
        assertThat(cursor.position(cursor.at(70_000), 70_001)).isEqualTo(70_000);
    }

    @Test
    void ofAnotherRunOrBeyondTheEndIsRefused() {
        String foreign = new LogCursor(UUID.randomUUID()).at(3);
        assertThatThrownBy(() -> cursor.position(foreign, 10)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> cursor.position(cursor.at(11), 10)).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "%%%", "AAAAAAAAAAAAAAAA", "ümläut"})
    void nonsenseIsRefused(String nonsense) {
        assertThatThrownBy(() -> cursor.position(nonsense, 10)).isInstanceOf(Failure.class);
    }
}
