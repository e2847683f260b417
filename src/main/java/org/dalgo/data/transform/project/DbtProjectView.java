package org.dalgo.data.transform.project;

import org.dalgo.data.transform.repository.RepositoryUrl;

/**
 * A dbt project as other rooms see it.
 *
 * @param gitUrl address of its repository, without credentials; null when its files are kept here
 * @param hasToken whether an access token is kept for that repository
 * @param defaultSchema schema of the warehouse that dbt writes to
 * @param filesKnown the files are rows of ours, which people change on the canvas; not so while a repository was never read
 */
public record DbtProjectView(String gitUrl, boolean hasToken, String defaultSchema, boolean filesKnown) {

    /** The web app's word for where the files are: {@code ui} here, {@code github} in any git repository. */
    public String transformType() {
        return isManagedHere() ? "ui" : "github";
    }

    /** There is no repository: what is published goes from here to the workers. */
    public boolean isManagedHere() {
        return gitUrl == null;
    }

    /** There is a repository that takes a token, and none is kept for it. */
    public boolean lacksToken() {
        return !hasToken
                && (isManagedHere() || RepositoryUrl.parse(gitUrl, true).takesToken());
    }

    static DbtProjectView of(DbtProject row) {
        return new DbtProjectView(
                row.gitUrl, row.accessToken != null, row.defaultSchema, row.gitUrl == null || row.gitHead != null);
    }
}
