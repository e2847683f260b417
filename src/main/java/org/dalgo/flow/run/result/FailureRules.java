package org.dalgo.flow.run.result;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table of phrases by which messages of dbt, warehouses, git and Airbyte are recognised. The first rule whose phrases
 * all occur decides; so the more exact rules stand first. Upper and lower case are the same.
 */
final class FailureRules {

    private record Rule(FailureCause cause, List<String> phrases) {

        static Rule of(FailureCause cause, String... phrases) {
            return new Rule(cause, List.of(phrases));
        }

        boolean matches(String message) {
            return phrases.stream().allMatch(message::contains);
        }
    }

    private static final List<Rule> RULES = List.of(
            // Of dbt's own reading of the project; such a message may quote anything.
            Rule.of(FailureCause.DBT_COMPILE, "compilation error"),
            Rule.of(FailureCause.DBT_COMPILE, "parsing error"),
            Rule.of(FailureCause.DBT_COMPILE, "depends on a node named"),
            Rule.of(FailureCause.DBT_COMPILE, "depends on a source named"),
            Rule.of(FailureCause.DBT_COMPILE, "dbt_project.yml"),
            Rule.of(FailureCause.DBT_COMPILE, "dbt deps", "package"),
            Rule.of(FailureCause.DBT_COMPILE, "is undefined"),
            Rule.of(FailureCause.DBT_COMPILE, "env var required but not provided"),
            Rule.of(FailureCause.TEST_FAILURE, "configured to fail if"),
            // Limits.
            Rule.of(FailureCause.QUOTA, "no space left on device"),
            Rule.of(FailureCause.QUOTA, "could not extend file"),
            Rule.of(FailureCause.QUOTA, "disk full"),
            Rule.of(FailureCause.QUOTA, "too many clients already"),
            Rule.of(FailureCause.QUOTA, "remaining connection slots are reserved"),
            Rule.of(FailureCause.QUOTA, "too many connections"),
            Rule.of(FailureCause.QUOTA, "out of memory"),
            Rule.of(FailureCause.QUOTA, "out of shared memory"),
            Rule.of(FailureCause.QUOTA, "statement timeout"),
            Rule.of(FailureCause.QUOTA, "quota"),
            Rule.of(FailureCause.QUOTA, "resourcesexceeded"),
            Rule.of(FailureCause.QUOTA, "resources exceeded"),
            Rule.of(FailureCause.QUOTA, "rate limit"),
            Rule.of(FailureCause.QUOTA, "too many requests"),
            Rule.of(FailureCause.QUOTA, "was ended: it "),
            // Credentials.
            Rule.of(FailureCause.CREDENTIAL, "password authentication failed"),
            Rule.of(FailureCause.CREDENTIAL, "no password supplied"),
            Rule.of(FailureCause.CREDENTIAL, "role ", "is not permitted to log in"),
            Rule.of(FailureCause.CREDENTIAL, "fatal:", "role \"", "does not exist"),
            Rule.of(FailureCause.CREDENTIAL, "authentication failed"),
            Rule.of(FailureCause.CREDENTIAL, "could not read username"),
            Rule.of(FailureCause.CREDENTIAL, "could not read password"),
            Rule.of(FailureCause.CREDENTIAL, "invalid username or "),
            Rule.of(FailureCause.CREDENTIAL, "invalid credentials"),
            Rule.of(FailureCause.CREDENTIAL, "bad credentials"),
            Rule.of(FailureCause.CREDENTIAL, "invalid_grant"),
            Rule.of(FailureCause.CREDENTIAL, "invalid_client"),
            Rule.of(FailureCause.CREDENTIAL, "invalid jwt"),
            Rule.of(FailureCause.CREDENTIAL, "token", "expired"),
            Rule.of(FailureCause.CREDENTIAL, "unauthorized"),
            Rule.of(FailureCause.CREDENTIAL, "401 client error"),
            // Rights.
            Rule.of(FailureCause.PERMISSION, "permission denied"),
            Rule.of(FailureCause.PERMISSION, "must be owner of"),
            Rule.of(FailureCause.PERMISSION, "access denied"),
            Rule.of(FailureCause.PERMISSION, "does not have", "permission"),
            Rule.of(FailureCause.PERMISSION, "insufficient permission"),
            Rule.of(FailureCause.PERMISSION, "insufficient privilege"),
            Rule.of(FailureCause.PERMISSION, "no pg_hba.conf entry"),
            Rule.of(FailureCause.PERMISSION, "repository not found"),
            Rule.of(FailureCause.PERMISSION, "requested url returned error: 403"),
            Rule.of(FailureCause.PERMISSION, "forbidden"),
            // The way there.
            Rule.of(FailureCause.NETWORK, "connection refused"),
            Rule.of(FailureCause.NETWORK, "could not translate host name"),
            Rule.of(FailureCause.NETWORK, "could not resolve host"),
            Rule.of(FailureCause.NETWORK, "name or service not known"),
            Rule.of(FailureCause.NETWORK, "temporary failure in name resolution"),
            Rule.of(FailureCause.NETWORK, "unknownhostexception"),
            Rule.of(FailureCause.NETWORK, "connection timed out"),
            Rule.of(FailureCause.NETWORK, "connect timed out"),
            Rule.of(FailureCause.NETWORK, "timeout expired"),
            Rule.of(FailureCause.NETWORK, "failed to connect to"),
            Rule.of(FailureCause.NETWORK, "could not connect to server"),
            Rule.of(FailureCause.NETWORK, "connection reset"),
            Rule.of(FailureCause.NETWORK, "network is unreachable"),
            Rule.of(FailureCause.NETWORK, "no route to host"),
            Rule.of(FailureCause.NETWORK, "server closed the connection unexpectedly"),
            Rule.of(FailureCause.NETWORK, "terminating connection"),
            Rule.of(FailureCause.NETWORK, "cannot be reached"),
            Rule.of(FailureCause.NETWORK, "could not be reached"),
            Rule.of(FailureCause.NETWORK, "ssl", "certificate"),
            // The data and its form.
            Rule.of(FailureCause.SCHEMA, "column", "does not exist"),
            Rule.of(FailureCause.SCHEMA, "relation", "does not exist"),
            Rule.of(FailureCause.SCHEMA, "schema", "does not exist"),
            Rule.of(FailureCause.SCHEMA, "database", "does not exist"),
            Rule.of(FailureCause.SCHEMA, "function", "does not exist"),
            Rule.of(FailureCause.SCHEMA, "operator does not exist"),
            Rule.of(FailureCause.SCHEMA, "column reference", "is ambiguous"),
            Rule.of(FailureCause.SCHEMA, "invalid input syntax for type"),
            Rule.of(FailureCause.SCHEMA, "value too long for type"),
            Rule.of(FailureCause.SCHEMA, "violates not-null constraint"),
            Rule.of(FailureCause.SCHEMA, "violates unique constraint"),
            Rule.of(FailureCause.SCHEMA, "cannot drop", "other objects depend on it"),
            Rule.of(FailureCause.SCHEMA, "cannot change data type of view column"),
            Rule.of(FailureCause.SCHEMA, "unrecognized name"),
            Rule.of(FailureCause.SCHEMA, "not found: table"),
            Rule.of(FailureCause.SCHEMA, "not found: dataset"),
            Rule.of(FailureCause.SCHEMA, "schema", "changed"),
            Rule.of(FailureCause.SCHEMA, "out of range for type"),
            Rule.of(FailureCause.SCHEMA, "syntax error at or near"));

    private FailureRules() {}

    /** The likely cause of a failure; empty for a message that no rule knows. */
    static Optional<FailureCause> causeOf(Fault fault) {
        String message = fault.message().toLowerCase(Locale.ROOT);
        Optional<FailureCause> known = RULES.stream()
                .filter(rule -> rule.matches(message))
                .map(Rule::cause)
                .findFirst();
        // A test whose query cannot be executed has another cause than its data; what no rule knows of a test is its
        // data.
        return known.isPresent() || !"test".equals(fault.resourceType())
                ? known
                : Optional.of(FailureCause.TEST_FAILURE);
    }
}
