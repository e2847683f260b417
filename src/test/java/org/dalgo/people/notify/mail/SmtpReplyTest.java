package org.dalgo.people.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.mail.SMTPException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpReplyTest {

    @ParameterizedTest
    @CsvSource({"421,false", "450,false", "530,false", "535,false", "550,true", "552,true", "554,true"})
    void onlyARefusalOfThisMailIsFinal(int code, boolean isFinal) {
        assertThat(SmtpReply.isPermanent(new SMTPException("no", code, List.of(code + " no"), false)))
                .isEqualTo(isFinal);
    }
}
