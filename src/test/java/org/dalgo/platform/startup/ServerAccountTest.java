package org.dalgo.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ServerAccountTest {

    private static final List<String> LINE = List.of("postgres");

    @Test
    void leavesANormalUserAlone() {
        assertThat(ServerAccount.choose(machine(Map.of("id", "1000"))).run(LINE))
                .isEqualTo(LINE);
    }

    @Test
    void prefersAUserNamespaceForRoot() {
        ServerAccount account =
                ServerAccount.choose(machine(Map.of("id", "0", "unshare", "65534", "setpriv", "65534")));

        assertThat(account.run(LINE)).containsExactly("unshare", "-U", "postgres");
        assertThat(account.isOther()).isFalse();
    }

    @Test
    void becomesNobodyWhereTheKernelGrantsNoNamespace() {
        ServerAccount setpriv = ServerAccount.choose(machine(Map.of("id", "0", "setpriv", "65534")));
        ServerAccount runuser = ServerAccount.choose(machine(Map.of("id", "0", "runuser", "65534")));

        assertThat(setpriv.run(LINE)).startsWith("setpriv", "--reuid=nobody");
        assertThat(runuser.run(LINE)).containsExactly("runuser", "-u", "nobody", "--", "postgres");
        assertThat(runuser.isOther()).isTrue();
    }

    @Test
    void namesTheWaysOutWhenRootCannotBeAnybodyElse() {
        assertThatThrownBy(() -> ServerAccount.choose(machine(Map.of("id", "0"))))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("util-linux")
                .hasMessageContaining("QUARKUS_DATASOURCE_REACTIVE_URL");
    }

    /** A machine that has these programs, each of which prints this. */
    private static Function<List<String>, Command.Outcome> machine(Map<String, String> programs) {
        return line -> programs.containsKey(line.get(0))
                ? new Command.Outcome(0, programs.get(line.get(0)))
                : new Command.Outcome(127, "no such program");
    }
}
