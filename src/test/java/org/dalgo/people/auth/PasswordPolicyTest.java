package org.dalgo.people.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
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
                "asha.rao@ngo.org",
                "Dalgo@2026!",
                "Sunshine1!",
                "15/08/1947",
                "Ravi1985",
                "jaihind1",
                "motdepasse",
                "1q2w3e4r5t6y",
                "passwordpasswordpasswordpassword"
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
            strings = {
                "correct horse battery",
                "demo-Passw0rd!",
                "zwölf Elefanten",
                "v3ryMuchMyOwn",
                "xK4mPq9z",
                "پاس ورڈ میرا"
            })
    void takesWhatIsLongAndNotCommon(String password) {
        assertThatCode(() -> PasswordPolicy.check("password", password, "asha.rao@ngo.org"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesWhatOnlyMakesUsWork() {
        String longest = "a few words that do not belong together ".repeat(7).substring(0, 256);

        assertThatCode(() -> PasswordPolicy.check("password", longest, null)).doesNotThrowAnyException();
        assertThat(catchThrowableOfType(Failure.class, () -> PasswordPolicy.check("password", longest + "e", null)))
                .hasMessageContaining("too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4@8({[<369!1|7$5+%2x0/\\", "1|!746(@5$931|!746(@5$93", "7|1!+4@5$(7|1!+4@5$(7|1!"})
    void whatIsMadeToTakeLongDoesNot(String password) {
        assertTimeout(
                Duration.ofSeconds(2), () -> catchThrowable(() -> PasswordPolicy.check("password", password, null)));
        assertTimeout(
                Duration.ofSeconds(2),
                () -> catchThrowable(() -> PasswordPolicy.check("password", password.repeat(9), null)));
    }
}
