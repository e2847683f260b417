package org.dalgo.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dalgo.flow.FlowProfile;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FlowProfile.class)
class KeyRotationTest {

    /** Columns of bytes that hold no credential: hashes, and what is public. */
    private static final Set<String> NO_CREDENTIAL = Set.of(
            "rate_limit_usage.key_hash",
            "connector_command.fingerprint",
            "google_consent.handle_hash",
            "google_consent.state_hash",
            "invitation.code_hash",
            "api_token.token_hash",
            "one_time_token.token_hash",
            "org_logo.content",
            "session.chain_key",
            "session.refresh_hash",
            "sign_in_network.network_hash",
            "signing_key.public_key");

    private static final Map<String, String> KEYS =
            Map.of("first", DevelopmentKey.generate(), "second", DevelopmentKey.generate());

    private static final SealedColumn VAULT =
            new SealedColumn("rotation.vault", "id", "contents", "org", org -> "vault of org " + org);

    private final SecretCipher before = new SecretCipher(KeyRing.of(KEYS, Optional.of("first")));
    private final SecretCipher after = new SecretCipher(KeyRing.of(KEYS, Optional.of("second")));
    private final SecretCipher later =
            new SecretCipher(KeyRing.of(Map.of("second", KEYS.get("second")), Optional.empty()));

    @Inject
    AgroalDataSource database;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @Inject
    JobQueue jobQueue;

    @Inject
    AuditLog auditLog;

    @Inject
    KeyRotation rotation;

    @BeforeEach
    void aVault() throws SQLException {
        run(
                "create schema rotation",
                "create table rotation.vault (id bigint primary key, org bigint, contents bytea)",
                "grant usage on schema rotation to dalgo_across",
                "grant select, update on rotation.vault to dalgo_across");
    }

    @AfterEach
    void gone() throws SQLException {
        run("drop schema rotation cascade");
    }

    @Test
    void whatAnOldKeySealedIsSealedAnewAndTheOldKeyMayGo() throws SQLException {
        for (int i = 1; i <= 250; i++) {
            store(
                    i,
                    before.seal(Secret.of("password " + i), "vault of org " + i).bytes());
        }
        store(251, null);
        KeyRotation keys = keys(after);
        assertThat(usage(keys)).containsExactly(new KeyUsage("rotation.vault.contents", "first", true, false, 250));

        rotate(keys);

        assertThat(usage(keys)).containsExactly(new KeyUsage("rotation.vault.contents", "second", true, true, 250));
        for (int i : List.of(1, 100, 101, 250)) {
            assertThat(later.open(SealedSecret.of(stored(i)), "vault of org " + i))
                    .isEqualTo(Secret.of("password " + i));
        }
        assertThat(stored(251)).isNull();
    }

    @Test
    void workThatWasInterruptedGoesOnAndTouchesNothingTwice() throws SQLException {
        byte[] done = after.seal(Secret.of("done"), "vault of org 1").bytes();
        store(1, done);
        store(2, before.seal(Secret.of("left"), "vault of org 2").bytes());

        rotate(keys(after));

        assertThat(stored(1)).isEqualTo(done);
        assertThat(SealedSecret.of(stored(2)).keyId()).isEqualTo("second");
    }

    @Test
    void aCredentialWithoutItsKeyStaysAndTheOthersAreNotHeldUp() throws SQLException {
        SecretCipher lost = new SecretCipher(KeyRing.of(Map.of("lost", DevelopmentKey.generate()), Optional.empty()));
        byte[] unreadable = lost.seal(Secret.of("lost"), "vault of org 1").bytes();
        store(1, unreadable);
        store(2, before.seal(Secret.of("kept"), "vault of org 2").bytes());
        KeyRotation keys = keys(after);

        rotate(keys);

        assertThat(stored(1)).isEqualTo(unreadable);
        assertThat(SealedSecret.of(stored(2)).keyId()).isEqualTo("second");
        assertThat(EncryptionKeyCheck.missing(usage(keys))).containsExactly("'lost' (1 in rotation.vault.contents)");
    }

    @Test
    void aRequestIsServedInTheBackground() {
        TestPeople.await(
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.KEY_ROTATION, () -> rotation.request("a test")));

        await().untilAsserted(() -> assertThat(TestPeople.await(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.KEY_ROTATION,
                        () -> TestRows.select(sql, "select id from job where kind = 'rotate-keys'"))))
                .isEmpty());
    }

    @Test
    void everyColumnOfCredentialsIsRotated() throws SQLException {
        Set<String> declared =
                rotation.columns().stream().map(SealedColumn::name).collect(Collectors.toCollection(TreeSet::new));
        declared.addAll(NO_CREDENTIAL);

        assertThat(columnsOfBytes()).isSubsetOf(declared);
    }

    private KeyRotation keys(SecretCipher secretCipher) {
        return new KeyRotation(tenantTransactions, sql, jobQueue, secretCipher, auditLog, List.of(VAULT));
    }

    private static void rotate(KeyRotation keys) {
        TestPeople.await(() -> keys.run(null).chain(() -> Uni.createFrom().item(1)));
    }

    private static List<KeyUsage> usage(KeyRotation keys) {
        return TestPeople.await(keys::usage);
    }

    private void store(int id, byte[] contents) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into rotation.vault (id, org, contents) values (?, ?, ?)")) {
            insert.setInt(1, id);
            insert.setInt(2, id);
            insert.setBytes(3, contents);
            insert.executeUpdate();
        }
    }

    private byte[] stored(int id) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select contents from rotation.vault where id = " + id)) {
            row.next();
            return row.getBytes(1);
        }
    }

    private List<String> columnsOfBytes() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select table_name || '.' || column_name"
                        + " from information_schema.columns"
                        + " where table_schema = current_schema() and data_type = 'bytea'")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
