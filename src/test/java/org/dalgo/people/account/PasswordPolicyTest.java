package org.dalgo.people.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "seven77",
                "password",
                "Password123!",
                "PASSWORD2026",
                "qwertyuiop",
                "12345678",
                "aaaaaaaaaaaa",
                "abababababab",
                "iloveyou!!",
                "Welcome2026",
                "asha.rao",
                "asha.rao1",
                "asha.rao@ngo.org"
            })
    void refusesWhatAnybodyWouldTryFirst(String password) {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> PasswordPolicy.check("password", password, "asha.rao@ngo.org"));

        assertThat(failure.problem()).isEqualTo(Problem.INVALID);
        assertThat(failure.fields().get(0).location()).containsExactly("body", "payload", "password");
        assertThat(failure.detail()).doesNotContain("asha");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"correct horse battery", "demo-Passw0rd!", "zwölf Elefanten", "v3ryMuchMyOwn", "پاس ورڈ میرا"})
    void takesWhatIsLongAndNotCommon(String password) {
        assertThatCode(() -> PasswordPolicy.check("password", password, "asha.rao@ngo.org"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesWhatOnlyMakesUsWork() {
        String long256 = "abcd".repeat(64);

        assertThatCode(() -> PasswordPolicy.check("password", long256, null)).doesNotThrowAnyException();
        assertThat(catchThrowableOfType(Failure.class, () -> PasswordPolicy.check("password", long256 + "e", null)))
                .hasMessageContaining("too long");
    }
}
