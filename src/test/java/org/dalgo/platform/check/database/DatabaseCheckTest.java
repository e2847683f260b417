package org.dalgo.platform.check.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dalgo.platform.check.CheckResult;
import org.dalgo.platform.check.CheckResult.State;
import org.dalgo.platform.check.database.DatabaseFacts.Role;
import org.junit.jupiter.api.Test;

/** What a database has to say before it is refused; the well one is in CheckCommandTest. */
class DatabaseCheckTest {

    @Test
    void aRoleThatRowLevelSecurityDoesNotBindIsAFailureWithItsStatement() {
        CheckResult result = DatabaseCheck.role("dalgo_tenant", facts(true, new Role("dalgo_tenant", true, true)));

        assertThat(result.state()).isEqualTo(State.FAILED);
        assertThat(result.remedy()).isEqualTo("alter role dalgo_tenant nosuperuser nobypassrls");
    }

    @Test
    void aRoleThatTheLoginMayNotTakeIsAFailureWithItsStatement() {
        CheckResult result = DatabaseCheck.role("dalgo_tenant", facts(true, new Role("dalgo_tenant", false, false)));

        assertThat(result.state()).isEqualTo(State.FAILED);
        assertThat(result.remedy()).isEqualTo("grant dalgo_tenant to login");
    }

    @Test
    void anAbsentRoleIsMadeByTheFirstStartOrByAnAdministrator() {
        assertThat(DatabaseCheck.role("dalgo_tenant", facts(true)).state()).isEqualTo(State.WARNING);

        CheckResult unable = DatabaseCheck.role("dalgo_tenant", facts(false));
        assertThat(unable.state()).isEqualTo(State.FAILED);
        assertThat(unable.remedy()).isEqualTo("create role dalgo_tenant nologin; grant dalgo_tenant to login");
    }

    @Test
    void anOldServerAndAForeignDatabaseAreFailures() {
        DatabaseFacts old = new DatabaseFacts("14.9", 140_009, "login", false, true, List.of(), Instant.now());

        assertThat(DatabaseCheck.version(old).state()).isEqualTo(State.FAILED);
        assertThat(DatabaseCheck.owner(old).state()).isEqualTo(State.FAILED);
    }

    @Test
    void aClockMayDifferByTheLimitInEitherDirection() {
        Instant now = Instant.now();
        Duration limit = Duration.ofSeconds(5);

        assertThat(CheckResult.clock(now.minusSeconds(5), now, limit).state()).isEqualTo(State.OK);
        assertThat(CheckResult.clock(now.minusSeconds(6), now, limit).state()).isEqualTo(State.FAILED);
        assertThat(CheckResult.clock(now.plusSeconds(6), now, limit).state()).isEqualTo(State.FAILED);
    }

    private static DatabaseFacts facts(boolean mayCreateRoles, Role... roles) {
        return new DatabaseFacts("17.11", 170_011, "login", true, mayCreateRoles, List.of(roles), Instant.now());
    }
}
