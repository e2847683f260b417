package org.dalgo.platform.startup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.StartupFailure;
import org.junit.jupiter.api.Test;

class PostgresOsAccountTest {

    private static final List<String> LINE = List.of("postgres");

    @Test
    void leavesANormalUserAlone() {
        assertThat(PostgresOsAccount.choose(machine(Map.of("id", "1000"))).command(LINE))
                .isEqualTo(LINE);
    }

    @Test
    void prefersAUserNamespaceForRoot() {
        PostgresOsAccount account =
                PostgresOsAccount.choose(machine(Map.of("id", "0", "unshare", "65534", "setpriv", "65534")));

        assertThat(account.command(LINE)).containsExactly("unshare", "-U", "postgres");
        assertThat(account.isOtherUser()).isFalse();
    }

    @Test
    void usesTheAccountNobodyWithoutUserNamespaces() {
        PostgresOsAccount setpriv = PostgresOsAccount.choose(machine(Map.of("id", "0", "setpriv", "65534")));
        PostgresOsAccount runuser = PostgresOsAccount.choose(machine(Map.of("id", "0", "runuser", "65534")));

        assertThat(setpriv.command(LINE)).startsWith("setpriv", "--reuid=nobody");
        assertThat(runuser.command(LINE)).containsExactly("runuser", "-u", "nobody", "--", "postgres");
        assertThat(runuser.isOtherUser()).isTrue();
    }

    @Test
    void namesTheRemediesWhenRootCannotSwitchAccount() {
        assertThatThrownBy(() -> PostgresOsAccount.choose(machine(Map.of("id", "0"))))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("util-linux")
                .hasMessageContaining("QUARKUS_DATASOURCE_REACTIVE_URL");
    }

    /** A machine that has these programs, each of which prints this. */
    private static Function<List<String>, ExternalProcess.Outcome> machine(Map<String, String> programs) {
        return line -> programs.containsKey(line.get(0))
                ? new ExternalProcess.Outcome(0, programs.get(line.get(0)))
                : new ExternalProcess.Outcome(127, "no such program");
    }
}
