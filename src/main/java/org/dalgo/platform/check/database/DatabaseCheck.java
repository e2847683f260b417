package org.dalgo.platform.check.database;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dalgo.platform.check.CheckConfig;
import org.dalgo.platform.check.CheckResult;
import org.dalgo.platform.check.SystemCheck;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.DatabaseConfig;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;

/** Connects twice: as migrations do, and as requests do. */
@ApplicationScoped
class DatabaseCheck implements SystemCheck {

    /** PostgreSQL 15. */
    private static final int MIN_VERSION = 150_000;

    private final DatabaseFactsRepository facts;
    private final Instance<Flyway> flyway;
    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final DatabaseConfig roles;
    private final CheckConfig config;

    @Inject
    DatabaseCheck(
            DatabaseFactsRepository facts,
            Instance<Flyway> flyway,
            TenantTransactions tenantTransactions,
            Sql sql,
            DatabaseConfig roles,
            CheckConfig config) {
        this.facts = facts;
        this.flyway = flyway;
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.roles = roles;
        this.config = config;
    }

    @Override
    public String system() {
        return "Database";
    }

    @Override
    public String remedy() {
        return "check QUARKUS_DATASOURCE_JDBC_URL, QUARKUS_DATASOURCE_REACTIVE_URL, QUARKUS_DATASOURCE_USERNAME and"
                + " QUARKUS_DATASOURCE_PASSWORD, and that the server accepts connections from here";
    }

    @Override
    public Uni<List<CheckResult>> check() {
        return Uni.createFrom()
                .item(this::asOwner)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // JDBC blocks a worker thread; the session of requests belongs to the caller's context.
                .emitOn(CallerContextExecutor.current())
                .chain(results -> asTenant().map(requests -> {
                    List<CheckResult> all = new ArrayList<>(results);
                    all.add(requests);
                    return all;
                }));
    }

    private List<CheckResult> asOwner() {
        DatabaseFacts found;
        try {
            found = facts.read();
        } catch (SQLException e) {
            throw new IllegalStateException("it cannot be reached: " + e.getMessage(), e);
        }
        List<CheckResult> results = new ArrayList<>();
        results.add(version(found));
        results.add(owner(found));
        Stream.of(roles.tenantRole(), roles.acrossRole())
                .map(role -> role(role, found))
                .forEach(results::add);
        results.add(migrations(flyway.get().info()));
        results.add(CheckResult.clock(found.at(), Instant.now(), config.clockSkew()));
        return results;
    }

    static CheckResult version(DatabaseFacts found) {
        String words = "PostgreSQL " + found.version();
        return found.versionNumber() >= MIN_VERSION
                ? CheckResult.ok(words)
                : CheckResult.failed(words + " is too old", "upgrade the server to PostgreSQL 15 or later");
    }

    static CheckResult owner(DatabaseFacts found) {
        return found.owner()
                ? CheckResult.ok("the login " + found.login() + " owns the database")
                : CheckResult.failed(
                        "the login " + found.login() + " does not own the database, so it cannot migrate it",
                        "alter database … owner to " + found.login());
    }

    static CheckResult role(String name, DatabaseFacts found) {
        Optional<DatabaseFacts.Role> role = found.roles().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
        if (role.isEmpty()) {
            String words = "the role " + name + " does not exist yet";
            return found.mayCreateRoles()
                    ? CheckResult.warning(words, "the first start makes it")
                    : CheckResult.failed(
                            words, "create role " + name + " nologin; grant " + name + " to " + found.login());
        }
        if (role.get().unbound()) {
            return CheckResult.failed(
                    "row-level security does not bind the role " + name,
                    "alter role " + name + " nosuperuser nobypassrls");
        }
        return role.get().granted()
                ? CheckResult.ok("row-level security binds the role " + name)
                : CheckResult.failed(
                        "the login may not take the role " + name, "grant " + name + " to " + found.login());
    }

    private static CheckResult migrations(MigrationInfoService info) {
        long future = Stream.of(info.all())
                .filter(migration -> migration.getState().name().startsWith("FUTURE"))
                .count();
        if (future > 0) {
            return CheckResult.failed(
                    "the schema is of a newer version than this program",
                    "start the newer version: there is no downgrade");
        }
        if (Stream.of(info.all()).anyMatch(migration -> migration.getState().isFailed())) {
            return CheckResult.failed("a migration has failed", "restore the backup, or repair it as Flyway describes");
        }
        int pending = info.pending().length;
        return pending == 0
                ? CheckResult.ok("the schema is current")
                : CheckResult.warning(pending + " migrations are pending", "back up; the next start applies them");
    }

    /** The connection of requests, with the role of its start and the one of work across organisations. */
    private Uni<CheckResult> asTenant() {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.OPERATOR,
                        () -> sql.firstRow(
                                "select session_user::text as session_user, current_user::text as current_user"))
                .map(row -> CheckResult.ok(
                        "requests connect as " + row.text("session_user") + " and take " + row.text("current_user")))
                .onFailure()
                .recoverWithItem(failure -> CheckResult.failed(
                        "requests cannot use it: " + failure.getMessage(),
                        "check QUARKUS_DATASOURCE_REACTIVE_URL and that a pooler passes the start-up parameter role"));
    }
}
