package org.dalgo.flow.run.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dalgo.flow.run.result.FailureCause.CREDENTIAL;
import static org.dalgo.flow.run.result.FailureCause.DBT_COMPILE;
import static org.dalgo.flow.run.result.FailureCause.NETWORK;
import static org.dalgo.flow.run.result.FailureCause.PERMISSION;
import static org.dalgo.flow.run.result.FailureCause.QUOTA;
import static org.dalgo.flow.run.result.FailureCause.SCHEMA;
import static org.dalgo.flow.run.result.FailureCause.TEST_FAILURE;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureRulesTest {

    /** Messages as dbt-postgres, dbt-bigquery, git and Airbyte's connectors print them. */
    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        CREDENTIAL,
                        "Database Error: connection to server at \"db.ngo.org\" (203.0.113.7), port 5432 failed: FATAL:  password"
                                + " authentication failed for user \"dbt\""),
                Arguments.of(
                        CREDENTIAL,
                        "connection to server at \"db\", port 5432 failed: FATAL:  role \"dbt\" does not exist"),
                Arguments.of(CREDENTIAL, "fatal: Authentication failed for 'https://github.com/ngo/dbt.git/'"),
                Arguments.of(
                        CREDENTIAL,
                        "fatal: could not read Username for 'https://github.com': terminal prompts disabled"),
                Arguments.of(
                        CREDENTIAL, "Airbyte job 12 failed (config_error): 401 Client Error: Unauthorized for url: x"),
                Arguments.of(CREDENTIAL, "('invalid_grant: Token has been expired or revoked.', {})"),
                Arguments.of(PERMISSION, "Database Error: permission denied for schema analytics"),
                Arguments.of(PERMISSION, "Database Error: must be owner of table places"),
                Arguments.of(
                        PERMISSION, "remote: Repository not found.\nfatal: repository 'https://x/y.git/' not found"),
                Arguments.of(
                        PERMISSION,
                        "Access Denied: Project ngo: User does not have bigquery.jobs.create permission in project ngo."),
                Arguments.of(QUOTA, "Database Error: could not extend file \"base/1/2\": No space left on device"),
                Arguments.of(QUOTA, "FATAL:  sorry, too many clients already"),
                Arguments.of(QUOTA, "Database Error: canceling statement due to statement timeout"),
                Arguments.of(QUOTA, "dbt was ended: it used more than 4096 MiB of memory."),
                Arguments.of(
                        QUOTA,
                        "Airbyte job 3 failed (transient_error): 429 Client Error: Too Many Requests for url: x"),
                Arguments.of(SCHEMA, "Database Error: column \"village\" does not exist\nLINE 3: village"),
                Arguments.of(SCHEMA, "Database Error: relation \"staging.places\" does not exist"),
                Arguments.of(SCHEMA, "Database Error: invalid input syntax for type integer: \"n/a\""),
                Arguments.of(
                        SCHEMA,
                        "Database Error: cannot drop table a because other objects depend on it\nDETAIL: view b depends on a"),
                Arguments.of(
                        NETWORK,
                        "connection to server at \"127.0.0.1\", port 5432 failed: Connection refused\n\tIs the server running on"
                                + " that host and accepting TCP/IP connections?"),
                Arguments.of(NETWORK, "could not translate host name \"db.ngo\" to address: Name or service not known"),
                Arguments.of(NETWORK, "fatal: unable to access 'https://git.ngo/': Could not resolve host: git.ngo"),
                Arguments.of(NETWORK, "server closed the connection unexpectedly"),
                Arguments.of(
                        DBT_COMPILE,
                        "Compilation Error: Model 'model.ngo.a' (models/a.sql) depends on a node named 'b' which was not found"),
                Arguments.of(DBT_COMPILE, "Parsing Error\nError reading ngo: models/places.yml"),
                Arguments.of(DBT_COMPILE, "Compilation Error: 'permission denied' is undefined"),
                Arguments.of(TEST_FAILURE, "Got 3 results, configured to fail if != 0"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageHasItsCause(FailureCause cause, String message) {
        assertThat(FailureRules.causeOf(fault(message, null))).contains(cause);
    }

    @Test
    void aMessageThatNoRuleKnowsHasNoCauseUnlessItIsOfATest() {
        assertThat(FailureRules.causeOf(fault("the moon was full", "model"))).isEmpty();
        assertThat(FailureRules.causeOf(fault("the moon was full", "test"))).contains(TEST_FAILURE);
        assertThat(FailureRules.causeOf(fault("permission denied for table t", "test")))
                .contains(PERMISSION);
    }

    private static Fault fault(String message, String resourceType) {
        return new Fault(message, null, null, resourceType, null, null);
    }
}
