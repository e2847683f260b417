package org.dalgo.data.transform.project;

import com.google.re2j.Pattern;
import java.util.Optional;
import org.dalgo.data.transform.repository.RepositoryUrl;
import org.dalgo.data.warehouse.destination.DestinationNames;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.Secret;

/**
 * A dbt project to set up.
 *
 * @param gitUrl address of its repository; without credentials, which belong into the token
 * @param token access token of the repository, if it is not public
 * @param defaultSchema schema of the warehouse that dbt writes to
 */
public record DbtProjectDraft(String gitUrl, Optional<Secret> token, String defaultSchema) {

    // As PostgreSQL takes it without quotes; a subset of what BigQuery takes for a dataset.
    private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    /** Fails with INVALID, naming the field. */
    RepositoryUrl check(boolean localRepositories) {
        checkedSchema(defaultSchema);
        RepositoryUrl url = RepositoryUrl.parse(gitUrl, localRepositories);
        if (token.isPresent() && !url.takesToken()) {
            throw Failure.invalid("gitrepoAccessToken", "cannot be used with a repository on this machine");
        }
        return url;
    }

    /** The schema, if dbt can write to one of that name; fails with INVALID. */
    static String checkedSchema(String schema) {
        if (schema == null || !SCHEMA.matcher(schema).matches()) {
            throw Failure.invalid(
                    "default_schema", "must be 1 to 63 letters, digits and underscores, and not begin with a digit");
        }
        DestinationNames.requireUsableSchema(schema, "default_schema");
        return schema;
    }
}
