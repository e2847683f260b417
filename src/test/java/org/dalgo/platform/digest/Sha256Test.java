package org.dalgo.platform.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void digestsTextsAndParts() {
        assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
        assertThat(Sha256.of("abc").getBytes()).isEqualTo(HexFormat.of().parseHex(OF_ABC));

        var parts = Sha256.digest();
        parts.update((byte) 'a');
        parts.update(new byte[] {'b', 'c'});

        assertThat(HexFormat.of().formatHex(parts.digest())).isEqualTo(OF_ABC);
    }

    @Test
    void comparesAbsentTextsAsDifferent() {
        assertThat(ConstantTime.isEqual("key", "key")).isTrue();
        assertThat(ConstantTime.isEqual("key", "kez")).isFalse();
        assertThat(ConstantTime.isEqual("key", "keys")).isFalse();
        assertThat(ConstantTime.isEqual(null, "key")).isFalse();
        assertThat(ConstantTime.isEqual((String) null, null)).isFalse();
    }
}
