package org.dalgo.people.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "Asha@NGO.org, asha@ngo.org",
        "' asha@ngo.org ', asha@ngo.org",
        "asha.rao+data@mail.ngo.org, asha.rao+data@mail.ngo.org",
        "asha@bücher.example, asha@xn--bcher-kva.example",
        "asha@BÜCHER.example, asha@xn--bcher-kva.example",
        "asha@XN--BCHER-KVA.example, asha@xn--bcher-kva.example",
        "आशा@उदाहरण.भारत, आशा@xn--p1b6ci4b4b3a.xn--h2brj9c",
        "आशा@xn--p1b6ci4b4b3a.xn--h2brj9c, आशा@xn--p1b6ci4b4b3a.xn--h2brj9c",
        "o'neil@ngo.org, o'neil@ngo.org",
        "asha@例え。jp, asha@xn--r8jz45g.jp"
    })
    void oneAddressHasOneForm(String typed, String stored) {
        assertThat(EmailAddress.parse(typed)).contains(stored);
        assertThat(EmailAddress.parse(stored)).contains(stored);
    }

    @Test
    void aNameIsTheSameComposedAndDecomposed() {
        assertThat(EmailAddress.isSame("jose\u0301@ngo.org", "JOS\u00C9@ngo.org"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "asha",
                "asha@",
                "@ngo.org",
                "asha@ngo",
                "a..b@x",
                "a..b@ngo.org",
                ".a@ngo.org",
                "a.@ngo.org",
                "a@b@ngo.org",
                "a b@ngo.org",
                "a@n go.org",
                "asha@ngo.org\n",
                "\tasha@ngo.org",
                "asha@ngo.org\r\nBcc: x@ngo.org",
                "a\u0000b@ngo.org",
                "a\u200Bb@ngo.org",
                "a\u202Eb@ngo.org",
                "asha@ngo\u00AD.org",
                "asha@ngo.org.",
                "asha@.ngo.org",
                "asha@ngo..org",
                "asha@-ngo.org",
                "asha@ngo_x.org",
                "asha@1.2.3.4",
                "asha@[1.2.3.4]",
                "asha@ngo.o",
                "\"asha rao\"@ngo.org",
                "asha<x@ngo.org>",
                "asha@xn--\u00FC.org",
                "asha@xn--a-.org",
                "asha@stra\u00DFe.de"
            })
    void whatIsMalformedIsRefused(String typed) {
        assertThat(EmailAddress.parse(typed)).isEmpty();
        assertThatThrownBy(() -> EmailAddress.require(typed, "email"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("email: This is not an e-mail address.");
    }

    @Test
    void lengthsAreBounded() {
        assertThat(EmailAddress.parse("a".repeat(64) + "@ngo.org")).isPresent();
        assertThat(EmailAddress.parse("a".repeat(65) + "@ngo.org")).isEmpty();
        assertThat(EmailAddress.parse("a@" + "b".repeat(64) + ".org")).isEmpty();
        assertThat(EmailAddress.parse("a@" + "bücher.".repeat(30) + "org")).isEmpty();
    }

    @Test
    void aLongTextCostsNothing() {
        String dots = "a.".repeat(2_000_000) + "@" + "b.".repeat(2_000_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(1), () -> assertThat(EmailAddress.parse(dots))
                .isEmpty());
    }
}
