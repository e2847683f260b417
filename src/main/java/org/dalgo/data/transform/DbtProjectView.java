package org.dalgo.data.transform;

/**
 * A dbt project as other rooms see it.
 *
 * @param gitUrl address of its repository, without credentials
 * @param hasToken whether an access token is kept for that repository
 * @param defaultSchema schema of the warehouse that dbt writes to
 */
public record DbtProjectView(String gitUrl, boolean hasToken, String defaultSchema) {

    static DbtProjectView of(DbtProject row) {
        return new DbtProjectView(row.gitUrl, row.accessToken != null, row.defaultSchema);
    }
}
