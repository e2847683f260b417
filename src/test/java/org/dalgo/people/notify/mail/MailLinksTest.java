package org.dalgo.people.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailLinksTest {

    @ParameterizedTest
    @ValueSource(strings = {"https://dalgo.example.org", "https://dalgo.example.org/"})
    void noSlashStandsBeforeTheQuestionMark(String base) {
        MailLinks links = links(base);

        assertThat(links.invitation("a b")).isEqualTo("https://dalgo.example.org/invitations?invite_code=a+b");
        assertThat(links.passwordReset("t")).isEqualTo("https://dalgo.example.org/resetpassword?token=t");
        assertThat(links.verification("t")).isEqualTo("https://api.dalgo.example.org/verifyemail?token=t");
        assertThat(links.home()).isEqualTo("https://dalgo.example.org");
    }

    @Test
    void failuresLeadToThePageOfWhatFailed() {
        MailLinks links = links("https://dalgo.example.org");

        assertThat(links.pipelines()).endsWith("/orchestrate");
        assertThat(links.connections()).endsWith("/ingest");
        assertThat(links.transformation()).endsWith("/transform");
    }

    private static MailLinks links(String base) {
        return new MailLinks(new MailConfig() {
            @Override
            public URI webApp() {
                return URI.create(base);
            }

            @Override
            public URI console() {
                return URI.create("https://api.dalgo.example.org/");
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(1);
            }

            @Override
            public int attempts() {
                return 1;
            }

            @Override
            public Duration logKept() {
                return Duration.ofDays(1);
            }

            @Override
            public boolean keepContents() {
                return false;
            }
        });
    }
}
